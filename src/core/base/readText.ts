/**
 * The port through which core reads text beside a definition. `path` is relative to the definition's folder, with `/`.
 * Resolves to `undefined` when there is no such readable file.
 */
export interface ReadText {
  (path: string): Promise<string | undefined>;
  /** The path as the disk spells it, when only the case of its letters is another. Absent: nobody knows. */
  readonly spelling?: (path: string) => Promise<string | undefined>;
}
