import type { Logger } from "../core/base/logger.ts";
import type { ReadText } from "../core/base/readText.ts";
import type { TokenCounter } from "../core/tokens/counter.ts";

/** What the server needs from the machine it runs on. */
export interface World {
  wallMs(): number;
  /** The editor's folders (addresses), told once at the beginning. */
  useFolders?(uris: readonly string[]): void;
  /** Reads beside a definition, for documents of a scheme that has files. */
  readTextBeside(uri: string): ReadText;
  /** Files that a definition may name, relative to it, with `/`. */
  filesBeside(uri: string): Promise<readonly string[]>;
  /** Opened at the first code lens. `onReady`: counts are exact from now on. Absent: no costs are shown. */
  openCounter?(onReady: () => void): TokenCounter;
  readonly logger: Logger;
}
