import type { Range } from "vscode-languageserver-types";
import { isObject, type Json, type JsonObject } from "../base/json.ts";
import type { AgentDocument } from "../document/agentDocument.ts";
import type { Path } from "../document/definition.ts";
import { setKey } from "../document/node.ts";
import { valueAt } from "../language/variables.ts";

/** What a conversion leaves out ("lost") or writes otherwise ("changed"). */
export interface Loss {
  readonly kind: "lost" | "changed";
  readonly message: string;
  /** Relative to the converted file; absent: in that file. */
  readonly file?: string;
  readonly path: Path;
  readonly range: Range;
}

/** Where a value of the result comes from. */
export interface Origin {
  readonly file?: string;
  readonly path: Path;
}

const top: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/**
 * A file that is converted. Whatever is read from it is ticked off; what nobody has asked for in the end is lost, and
 * said so: nothing can be forgotten.
 */
export class Source {
  readonly document: AgentDocument;
  readonly file: string | undefined;
  readonly losses: Loss[] = [];
  readonly #told = new Set<string>();

  constructor(document: AgentDocument, file?: string) {
    this.document = document;
    this.file = file;
  }

  get value(): JsonObject {
    return isObject(this.document.value) ? this.document.value : {};
  }
  /** Looks without ticking off. */
  peek(path: Path): Json | undefined {
    return valueAt(this.document.value, path) ?? undefined;
  }
  /** The value, with everything in it. */
  take(path: Path): Json | undefined {
    this.tell(path);
    return this.peek(path);
  }
  /** A text that is not empty. What is something else stays, and will be lost. */
  text(path: Path): string | undefined {
    const value = this.peek(path);
    return typeof value === "string" && value !== "" ? (this.take(path) as string) : undefined;
  }
  number(path: Path): number | undefined {
    const value = this.peek(path);
    return typeof value === "number" ? (this.take(path) as number) : undefined;
  }
  /** Indexes of a list, keys of a map: an empty one is ticked off. */
  items(path: Path): readonly number[] {
    const value = this.peek(path);
    if (!Array.isArray(value)) return [];
    if (value.length === 0) this.tell(path);
    return value.map((_, i) => i);
  }
  keys(path: Path): readonly string[] {
    const value = this.peek(path);
    if (!isObject(value)) return [];
    if (Object.keys(value).length === 0) this.tell(path);
    return Object.keys(value);
  }
  tell(path: Path): void {
    // What concerns the whole of a file has not read all of it.
    if (path.length === 0) return;
    this.#told.add(JSON.stringify(path));
  }

  /** It is in the result, and not as it was. */
  changed(path: Path, message: string): void {
    this.#say("changed", path, message);
  }
  /** It is not in the result. */
  lost(path: Path, message: string): void {
    this.#say("lost", path, message);
  }
  #say(kind: Loss["kind"], path: Path, message: string): void {
    this.tell(path);
    this.losses.push({
      kind,
      message,
      ...(this.file !== undefined && { file: this.file }),
      path,
      range: this.range(path),
    });
  }

  /** What nobody has read: it is lost, whole branches as one. Null says nothing, and is not missed. */
  leftOver(message: (key: string) => string): readonly { readonly path: Path; readonly value: Json }[] {
    const left: { path: Path; value: Json }[] = [];
    const touched = new Set<string>();
    for (const told of this.#told) {
      const path = JSON.parse(told) as Path;
      for (let i = 0; i <= path.length; i++) touched.add(JSON.stringify(path.slice(0, i)));
    }
    const visit = (value: Json, path: Path): void => {
      const key = JSON.stringify(path);
      if (this.#told.has(key) || value === null) return;
      if (touched.has(key) || path.length === 0) {
        if (Array.isArray(value))
          for (const [i, item] of (value as readonly Json[]).entries()) visit(item, [...path, i]);
        else if (isObject(value))
          for (const [name, item] of Object.entries(value)) visit(item ?? null, [...path, name]);
        else if (path.length > 0) left.push({ path, value });
        return;
      }
      left.push({ path, value });
    };
    visit(this.document.value, []);
    for (const { path } of left) this.lost(path, message(dotted(path)));
    return left;
  }

  range(path: Path): Range {
    for (let length = path.length; length >= 0; length--) {
      const found = this.document.rangeAt(path.slice(0, length));
      if (found) return found.key ?? found.value;
    }
    return top;
  }
}

export function dotted(path: Path): string {
  return path.join(".");
}

/** The result: plain data, with the place in the source of each part. */
export class Draft {
  readonly value: Record<string, Json> = {};
  readonly origins = new Map<string, Origin>();

  /** Nothing is put where nothing is given. */
  put(path: Path, value: Json | undefined, from?: { readonly source: Source; readonly path: Path }): void {
    if (value === undefined) return;
    let at: Record<string, Json> | Json[] = this.value;
    for (const [i, step] of path.slice(0, -1).entries()) {
      const next = (at as Record<string, Json>)[step as string];
      if (isObject(next) || Array.isArray(next)) at = next as Record<string, Json>;
      else {
        const made: Record<string, Json> | Json[] = typeof path[i + 1] === "number" ? [] : {};
        set(at, step, made as Json);
        at = made;
      }
    }
    set(at, path.at(-1) as string | number, value);
    if (from) this.origins.set(JSON.stringify(path), originOf(from.source, from.path));
  }
  get(path: Path): Json | undefined {
    return valueAt(this.value, path);
  }
  has(path: Path): boolean {
    return this.get(path) !== undefined;
  }
  remove(path: Path): void {
    const at = valueAt(this.value, path.slice(0, -1));
    const step = path.at(-1);
    if (Array.isArray(at) && typeof step === "number") (at as Json[]).splice(step, 1);
    else if (isObject(at) && typeof step === "string") delete (at as Record<string, Json>)[step];
  }
}

function set(at: Record<string, Json> | Json[], step: string | number, value: Json): void {
  if (Array.isArray(at)) at[step as number] = value;
  else setKey(at, String(step), value);
}

function originOf({ file }: Source, path: Path): Origin {
  return { path, ...(file !== undefined && { file }) };
}
