import type { Feature } from "../session.ts";
import { codeActionFeature } from "./codeAction.ts";
import { codeLensFeature } from "./codeLens.ts";
import { completionFeature } from "./completion.ts";
import { definitionFeature } from "./definition.ts";
import { documentSymbolFeature } from "./documentSymbol.ts";
import { foldingRangeFeature } from "./foldingRange.ts";
import { formattingFeature } from "./formatting.ts";
import { hoverFeature } from "./hover.ts";
import { inlayHintFeature } from "./inlayHint.ts";
import { selectionRangeFeature } from "./selectionRange.ts";
import { semanticTokensFeature } from "./semanticTokens.ts";

/** Everything the server answers. One more: its file here, its row below. */
export const features: readonly Feature[] = [
  codeActionFeature,
  codeLensFeature,
  completionFeature,
  definitionFeature,
  documentSymbolFeature,
  foldingRangeFeature,
  formattingFeature,
  hoverFeature,
  inlayHintFeature,
  selectionRangeFeature,
  semanticTokensFeature,
];
