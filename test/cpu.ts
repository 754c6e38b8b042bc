/** Milliseconds of processor time that the work took: what else the machine does in the meantime does not count. */
export function cpuMs(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
