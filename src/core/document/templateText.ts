/** The column behind the `}}` of a `{{…}}` that begins here, or -1. YAML would read maps there; the author means text. */
export function templateEnd(text: string, column: number): number {
  if (text.charCodeAt(column) !== 123 || text.charCodeAt(column + 1) !== 123) return -1;
  const end = text.indexOf("}}", column + 2);
  return end < 0 ? -1 : end + 2;
}
