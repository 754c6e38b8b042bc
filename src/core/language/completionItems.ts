import type { CompletionItem, InsertTextFormat, Range } from "vscode-languageserver-types";
import type { AgentDocument } from "../document/agentDocument.ts";
import type { Path } from "../document/definition.ts";
import type { FlatDocument } from "../document/extend.ts";
import { type FileKind, fileKindOf, rootSchemas } from "../schema/fileKind.ts";
import type { Schema } from "../schema/schema.ts";
import { mapsOf, schemaAt } from "../schema/schemaAt.ts";
import type { OwnPrices } from "../tokens/prices.ts";
import { describeKey, describeModel, describeVariable } from "./describe.ts";
import type { Place } from "./place.ts";
import type { Surroundings } from "./surroundings.ts";
import { type Named, variablesFor } from "./variables.ts";

export interface CompleteContext {
  readonly wallMs: number;
  /** The user's own. Default: none. */
  readonly prices?: OwnPrices;
  /** Files that a definition may name, relative to it. */
  readonly files?: readonly string[];
  /** Definitions and shared tools of the workspace. */
  readonly others?: readonly OtherFile[];
  /** The definition with what it inherits. */
  readonly flat?: FlatDocument;
  /** The files in which names may be declared as well. */
  readonly around?: Surroundings;
  /** As its file is called: tells what an empty one is to be. */
  readonly fileName?: string;
}

/** Where someone types a key or a value, and what is known there. */
export interface Typing {
  readonly document: AgentDocument;
  readonly place: Place;
  /** The word under the cursor, without a quote in front. */
  readonly range: Range;
  readonly context: CompleteContext;
}

/** Where names are looked up: in the document, and in the files around as far as they are known. */
export function namesOf({ document, context }: Pick<Typing, "document" | "context">): Named {
  return context.around ?? document;
}

export interface OtherFile {
  /** Relative to the definition. */
  readonly file: string;
  readonly kind: FileKind;
  readonly name?: string;
  readonly description?: string;
}

/** What an item is about: enough to say more about it when someone looks at it. */
export type About =
  | { readonly of: "key"; readonly path: Path; readonly name: string }
  | { readonly of: "model"; readonly id: string }
  | { readonly of: "variable"; readonly agent: Path; readonly name: string };

// The values of LSP's enums, which are types alone in a bundle that is to stay small.
export const kinds = {
  property: 10,
  value: 12,
  enumMember: 20,
  variable: 6,
  file: 17,
  snippet: 15,
  function: 3,
  class: 7,
  constant: 21,
  keyword: 14,
  folder: 19,
} as const;
type Kind = (typeof kinds)[keyof typeof kinds];
export const snippet: InsertTextFormat = 2;
export const deprecated = 1 as const;
/** Further lines are written with the indentation of the line; the editor does that. */
const adjustIndentation = 2;
/** Asks the editor for the next suggestions, behind `key: `. The server leaves it out for editors without this command. */
export const suggestNext = { title: "Suggest", command: "editor.action.triggerSuggest" };

export function item(label: string, kind: Kind, range: Range, newText: string, detail?: string): CompletionItem {
  return {
    label,
    kind,
    textEdit: { range, newText },
    ...(newText.includes("\n") ? { insertTextMode: adjustIndentation } : {}),
    ...(detail ? { detail } : {}),
  };
}

export function about(what: About): Pick<CompletionItem, "data"> {
  return { data: what };
}

/** In the order given, whatever the editor makes of the labels. */
export function inOrder(items: readonly CompletionItem[]): CompletionItem[] {
  return items.map((each, i) => ({ ...each, sortText: String(i).padStart(3, "0") }));
}

export function rangeIn(line: number, start: number, end: number): Range {
  return { start: { line, character: start }, end: { line, character: Math.max(start, end) } };
}

export function rootSchemaOf(document: AgentDocument): Schema {
  return rootSchemas[fileKindOf(document) ?? "agent"];
}

/** The words about an item, which are made when someone looks at it. */
export function documentationOf(
  document: AgentDocument,
  what: About,
  { wallMs, prices }: Pick<CompleteContext, "wallMs" | "prices">,
): string | undefined {
  switch (what.of) {
    case "model":
      return describeModel(what.id, wallMs, prices);
    case "variable": {
      const variable = variablesFor(document, what.agent).get(what.name);
      return variable && describeVariable(variable);
    }
    case "key": {
      const around = schemaAt(rootSchemaOf(document), what.path, document)?.schema;
      const maps = around ? mapsOf(around, document.nodeAt(what.path)?.node) : [];
      for (const map of maps) {
        const key = map.kind === "map" ? map.keys()[what.name] : undefined;
        if (key) return describeKey(what.name, key);
      }
      return undefined;
    }
  }
}
