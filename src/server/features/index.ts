import type { Feature } from "../session.ts";
import { callHierarchyFeature } from "./callHierarchy.ts";
import { codeActionFeature } from "./codeAction.ts";
import { codeLensFeature } from "./codeLens.ts";
import { completionFeature } from "./completion.ts";
import { definitionFeature } from "./definition.ts";
import { diagnosticFeature } from "./diagnostic.ts";
import { documentHighlightFeature } from "./documentHighlight.ts";
import { documentLinkFeature } from "./documentLink.ts";
import { documentSymbolFeature } from "./documentSymbol.ts";
import { foldingRangeFeature } from "./foldingRange.ts";
import { formattingFeature } from "./formatting.ts";
import { hoverFeature } from "./hover.ts";
import { inlayHintFeature } from "./inlayHint.ts";
import { linkedEditingRangeFeature } from "./linkedEditingRange.ts";
import { referencesFeature } from "./references.ts";
import { renameFeature } from "./rename.ts";
import { selectionRangeFeature } from "./selectionRange.ts";
import { semanticTokensFeature } from "./semanticTokens.ts";
import { teamFeature } from "./team.ts";
import { workspaceFilesFeature } from "./workspaceFiles.ts";
import { workspaceSymbolFeature } from "./workspaceSymbol.ts";

/** Everything the server answers. One more: its file here, its row below. */
export const features: readonly Feature[] = [
  callHierarchyFeature,
  codeActionFeature,
  codeLensFeature,
  completionFeature,
  definitionFeature,
  diagnosticFeature,
  documentHighlightFeature,
  documentLinkFeature,
  documentSymbolFeature,
  foldingRangeFeature,
  formattingFeature,
  hoverFeature,
  inlayHintFeature,
  linkedEditingRangeFeature,
  referencesFeature,
  renameFeature,
  selectionRangeFeature,
  semanticTokensFeature,
  teamFeature,
  workspaceFilesFeature,
  workspaceSymbolFeature,
];
