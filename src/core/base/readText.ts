/**
 * The port through which core reads text beside a definition. `path` is relative to the definition's folder, with `/`.
 * Resolves to `undefined` when there is no such readable file.
 */
export type ReadText = (path: string) => Promise<string | undefined>;
