/** Why a path may not be read; undefined when it may. */
export function refusal(file: string): string | undefined {
  if (file.includes("\\")) return `Paths are written with /: ${file.replaceAll("\\", "/")}.`;
  if (/^(?:\/|[A-Za-z]:|~)/.test(file)) return `The path ${file} is absolute. Paths are relative to the definition.`;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(file)) return `${file} is an address. Only files beside the definition are read.`;
  return undefined;
}

export function folderOf(file: string): string {
  return file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : "";
}

/** A path as it is written in a folder; undefined where that folder's own name would have to be known. Undoes `joinPath`. */
export function pathFrom(folder: string, file: string): string | undefined {
  const from = joinPath("", folder).split("/").filter(Boolean);
  const to = joinPath("", file).split("/");
  let common = 0;
  while (common < from.length && common < to.length - 1 && from[common] === to[common]) common++;
  const up = from.slice(common);
  return up.includes("..") ? undefined : [...up.map(() => ".."), ...to.slice(common)].join("/");
}

/** A path that is written in a folder, as it is written outside. */
export function joinPath(folder: string, file: string): string {
  const steps: string[] = [];
  for (const step of `${folder}/${file}`.split("/")) {
    if (step === "" || step === ".") continue;
    if (step === ".." && steps.length > 0 && steps.at(-1) !== "..") steps.pop();
    else steps.push(step);
  }
  return steps.join("/");
}
