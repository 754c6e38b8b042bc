/** Each pane with the place in it that gets the focus: what Tab would lead to, past search and buttons. */
const panes = [
  [".overview", "#overview"],
  [".steps", "#tree [tabindex='0']"],
  [".asof", "[role=tab][aria-selected=true]"],
  [".whypane", "[role=radio][aria-checked=true]"],
] as const;

/** The next or previous pane, round and round; from outside of all the first or the last. `why`: it has a pane of its own. */
export function focusPane(by: 1 | -1, { why }: { readonly why: boolean }): void {
  const shown = panes
    .map(([pane, stop]) => ({ pane: document.querySelector(pane), stop }))
    .filter(({ pane }) => pane !== null && (why || !pane.matches(".whypane")));
  const here = shown.findIndex(({ pane }) => pane?.contains(document.activeElement));
  const from = here < 0 && by < 0 ? 0 : here;
  const next = shown[(from + by + shown.length) % shown.length];
  next?.pane?.querySelector<HTMLElement>(next.stop)?.focus({ preventScroll: true });
}
