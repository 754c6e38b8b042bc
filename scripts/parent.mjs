/**
 * Calls `gone` when the process that started this one is no more. npm does not hand a signal on to what it runs
 * (`kill` of `npm start` ends npm and its shell alone), so that a script of its would stay behind.
 */
export function whenParentGoes(gone, parent = process.ppid) {
  // Windows tells of no new parent; there the console ends all that run in it.
  if (process.platform === "win32") return;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    gone();
  }, 250);
  watch.unref();
}
