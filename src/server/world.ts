import type { Logger } from "../core/base/logger.ts";
import type { ReadText } from "../core/base/readText.ts";
import type { TokenCounter } from "../core/tokens/counter.ts";
import type { History } from "../core/tokens/history.ts";

/** What the server needs from the machine it runs on. */
export interface World {
  wallMs(): number;
  /** Runs something after what waits in the event loop. Default: a timer, which takes a millisecond. */
  nextTurn?(run: () => void): void;
  /** What the editor has said at its start beside what the protocol knows. */
  useOptions?(options: { readonly files?: unknown }): void;
  /** The editor's folders (addresses), told once at the beginning. */
  useFolders?(uris: readonly string[]): void;
  /** Reads beside a definition, for documents of a scheme that has files. */
  readTextBeside(uri: string): ReadText;
  /** The definitions in a folder and below it (`depth` 0: not below), as addresses. */
  findDefinitions?(folder: string, options: FindOptions): Promise<readonly string[]>;
  /** A file's text; `why`: a sentence that says why it cannot be read; neither when it is not there. */
  readFile?(uri: string): Promise<{ readonly text?: string; readonly why?: string }>;
  /** Files that a definition may name, relative to it, with `/`. */
  filesBeside(uri: string): Promise<readonly string[]>;
  /** What recorded runs of a definition teach; read once, until `forgetRuns`. Absent: nobody reads runs. */
  readHistory?(uri: string): Promise<History | undefined>;
  forgetRuns?(): void;
  /** Opened at the first code lens. `onReady`: counts are exact from now on. Absent: no costs are shown. */
  openCounter?(onReady: () => void): Promise<TokenCounter>;
  /** Where the pages of the rules lie, for editors that have no better address for them. Ends with a slash. */
  readonly rulePages?: string;
  readonly logger: Logger;
}

export interface FindOptions {
  readonly matches: (name: string) => boolean;
  readonly depth?: number;
}
