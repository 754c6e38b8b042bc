/** "22 Nov 2026, 09:14", in the reader's own time zone. */
export function when(wallMs: number): string {
  const at = new Date(wallMs);
  const day = at.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
  return `${day}, ${at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })}`;
}
