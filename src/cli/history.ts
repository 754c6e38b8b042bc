import type { History } from "../core/tokens/history.ts";
import { RunHistoryReader } from "../node/runHistory.ts";
import type { Io } from "./command.ts";
import type { DefinitionFile } from "./definitionFile.ts";

/** What the runs recorded in the working folder teach about a definition's next one. */
export async function historyFor(file: Pick<DefinitionFile, "name">, io: Io): Promise<History> {
  return (await new RunHistoryReader(io.cwd).read()).of(file.name);
}
