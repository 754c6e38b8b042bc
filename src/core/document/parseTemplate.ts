import type { Template, TemplateNode, TemplateProblem } from "./templateNodes.ts";
import { type Block, blocks, type Expression, type Helper, helpers } from "./templateNodes.ts";

/**
 * Reads the part of Handlebars that prompts may use: variables with dots, if/else/unless/each/with, `@index`, `@first`,
 * `@last`, five helpers, `{{> file}}`, comments, and `\{{` for a literal `{{`. A single brace is text. Always gives a
 * template; what it cannot read is left out and reported.
 */
export function parseTemplate(text: string): Template {
  return new TemplateParser(text).parse();
}

interface Tag {
  readonly start: number;
  readonly end: number;
  /** Between the braces (and `~`), without the sigil. */
  readonly body: string;
  readonly bodyStart: number;
  readonly sigil: "" | "#" | "/" | ">" | "!" | "else";
  readonly trimBefore: boolean;
  readonly trimAfter: boolean;
}

/** Deeper than anyone writes: what reads a template goes down by calling itself. */
const deepest = 200;

interface OpenBlock {
  readonly tag: Tag;
  readonly block: Block;
  readonly argument: Expression;
  readonly before: TemplateNode[];
  readonly then: TemplateNode[];
  readonly otherwise: TemplateNode[];
  /** Opened by `{{else if}}`: closed together with the block around it. */
  readonly chained: boolean;
}

class TemplateParser {
  readonly #text: string;
  readonly #problems: TemplateProblem[] = [];
  readonly #open: OpenBlock[] = [];
  #nodes: TemplateNode[] = [];
  #trimNext = false;
  #tooDeep = false;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): Template {
    const text = this.#text;
    const top = this.#nodes;
    let at = 0;
    while (at < text.length && !this.#tooDeep) {
      const open = text.indexOf("{{", at);
      if (open < 0) {
        this.#addText(at, text.length);
        break;
      }
      if (text.charAt(open - 1) === "\\") {
        // \{{ is a literal {{, and \\{{ a backslash before a variable.
        if (text.charAt(open - 2) !== "\\") {
          this.#addText(at, open - 1);
          const close = text.indexOf("}}", open);
          const end = close < 0 ? open + 2 : close + 2;
          this.#nodes.push({ kind: "text", text: text.slice(open, end), start: open - 1, end });
          at = end;
          continue;
        }
        this.#addText(at, open - 1);
      } else this.#addText(at, open);
      const tag = this.#tag(open);
      if (!tag) {
        this.#problem("This {{ is never closed by }}. For a literal {{ write \\{{.", open, lineEnd(text, open));
        at = lineEnd(text, open);
        continue;
      }
      at = this.#take(tag);
    }
    for (const open of this.#open.toReversed()) {
      if (!open.chained && !this.#tooDeep) {
        this.#problem(`{{#${open.block}}} is never closed by {{/${open.block}}}.`, open.tag.start, open.tag.end);
      }
      this.#close(open, text.length);
    }
    return { nodes: top, problems: this.#problems.sort((a, b) => a.start - b.start) };
  }

  #tag(start: number): Tag | undefined {
    const text = this.#text;
    if (text.startsWith("{{!--", start) || text.startsWith("{{~!--", start)) {
      const close = /--(~?)\}\}/g;
      close.lastIndex = start;
      const found = close.exec(text);
      if (!found) return undefined;
      const trimBefore = text.charAt(start + 2) === "~";
      const end = found.index + found[0].length;
      return { start, end, body: "", bodyStart: start, sigil: "!", trimBefore, trimAfter: found[1] === "~" };
    }
    if (text.startsWith("{{{", start)) {
      const close = text.indexOf("}}}", start);
      const end = close < 0 ? text.indexOf("}}", start) + 2 : close + 3;
      if (end < 2) return undefined;
      this.#problem("{{{ }}} is not needed: nothing is ever escaped. Write {{ }}.", start, end);
      return { start, end, body: "", bodyStart: start, sigil: "!", trimBefore: false, trimAfter: false };
    }
    let end = start + 2;
    let quote = "";
    for (; end < text.length; end++) {
      const c = text.charAt(end);
      if (c === "\n" && quote) return undefined;
      if (quote) {
        if (c === quote) quote = "";
      } else if (text.startsWith("}}", end)) break;
      else if (text.startsWith("{{", end)) return undefined;
      else if ((c === '"' || c === "'") && /[\s(=]/.test(text.charAt(end - 1))) quote = c;
    }
    if (end >= text.length) return undefined;
    let from = start + 2;
    let to = end;
    const trimBefore = text.charAt(from) === "~";
    const trimAfter = text.charAt(to - 1) === "~" && to - 1 > from;
    if (trimBefore) from++;
    if (trimAfter) to--;
    let body = text.slice(from, to);
    let sigil: Tag["sigil"] = "";
    if (/^[#/>!]/.test(body)) {
      sigil = body.charAt(0) as "#" | "/" | ">" | "!";
      body = body.slice(1);
      from++;
    } else if (/^\s*else\b/.test(body)) {
      sigil = "else";
      const skip = /^\s*else/.exec(body)?.[0].length ?? 0;
      body = body.slice(skip);
      from += skip;
    } else if (/^[&^]/.test(body) || /^\s*\*/.test(body)) {
      this.#problem(`{{${body.trim().charAt(0)}…}} is not part of the language.`, start, end + 2);
      sigil = "!";
    }
    return { start, end: end + 2, body, bodyStart: from, sigil, trimBefore, trimAfter };
  }

  /** Handles a tag; answers where to read on. */
  #take(tag: Tag): number {
    if (tag.trimBefore) this.#trimLast(/\s+$/);
    let after = tag.end;
    if (tag.sigil !== "" && !tag.trimBefore && !tag.trimAfter) after = this.#standalone(tag) ?? after;
    switch (tag.sigil) {
      case "":
        this.#value(tag);
        break;
      case "!":
        break;
      case ">":
        this.#partial(tag);
        break;
      case "#":
        this.#openBlock(tag, false);
        break;
      case "else":
        this.#else(tag);
        break;
      case "/":
        this.#closeBlock(tag);
        break;
    }
    this.#trimNext = tag.trimAfter;
    return after;
  }

  /** A block tag alone on its line takes the line with it, as in Handlebars. Answers where the next line starts. */
  #standalone(tag: Tag): number | undefined {
    const text = this.#text;
    let from = tag.start;
    while (from > 0 && (text.charAt(from - 1) === " " || text.charAt(from - 1) === "\t")) from--;
    if (from > 0 && text.charAt(from - 1) !== "\n") return undefined;
    let to = tag.end;
    while (text.charAt(to) === " " || text.charAt(to) === "\t") to++;
    if (text.startsWith("\r\n", to)) to += 2;
    else if (text.charAt(to) === "\n") to++;
    else if (to < text.length) return undefined;
    // A partial keeps the line: its file's text stands in its place.
    if (tag.sigil === ">") return undefined;
    this.#trimLast(/[ \t]+$/);
    return to;
  }

  #trimLast(white: RegExp): void {
    const last = this.#nodes.at(-1);
    if (last?.kind === "text") this.#nodes[this.#nodes.length - 1] = { ...last, text: last.text.replace(white, "") };
  }

  #addText(start: number, end: number): void {
    if (end <= start) return;
    let text = this.#text.slice(start, end);
    if (this.#trimNext) text = text.trimStart();
    this.#trimNext = false;
    if (text) this.#nodes.push({ kind: "text", text, start, end });
  }

  #value(tag: Tag): void {
    const expression = this.#expression(tag);
    if (expression) this.#nodes.push({ kind: "value", expression, start: tag.start, end: tag.end });
  }

  #partial(tag: Tag): void {
    const path = tag.body.trim().replace(/^(["'])(.*)\1$/, "$2");
    if (!path || /\s/.test(path)) {
      this.#problem("A partial names one file: {{> prompts/style.md}}.", tag.start, tag.end);
      return;
    }
    const pathStart = tag.bodyStart + tag.body.indexOf(path);
    this.#nodes.push({ kind: "partial", path, pathStart, start: tag.start, end: tag.end });
  }

  #openBlock(tag: Tag, chained: boolean): void {
    const name = /^\s*(\S*)/.exec(tag.body)?.[1] ?? "";
    const block = blocks.find((b) => b === name);
    const skipped = tag.body.indexOf(name) + name.length;
    if (!block) {
      this.#problem(
        name ? `{{#${name}}} is not part of the language. There are if, unless, each and with.` : "{{#}} needs a word.",
        tag.start,
        tag.end,
      );
    }
    const rest = { ...tag, body: tag.body.slice(skipped), bodyStart: tag.bodyStart + skipped };
    const argument =
      block && !rest.body.trim()
        ? this.#problem(`{{#${block}}} needs a variable.`, tag.start, tag.end)
        : block && this.#expression(rest);
    if (this.#open.length >= deepest) {
      const message = `Blocks stand in each other more than ${deepest} deep. Not read from here on.`;
      this.#problem(message, tag.start, tag.end);
      this.#tooDeep = true;
      return;
    }
    const empty: Expression = { kind: "literal", value: null, start: tag.start, end: tag.end };
    const then: TemplateNode[] = [];
    this.#open.push({
      tag,
      block: block ?? "if",
      argument: argument ?? empty,
      before: this.#nodes,
      then,
      otherwise: [],
      chained,
    });
    this.#nodes = then;
  }

  #else(tag: Tag): void {
    const open = this.#open.at(-1);
    if (!open) {
      this.#problem("{{else}} stands outside of a block.", tag.start, tag.end);
      return;
    }
    this.#nodes = open.otherwise;
    if (tag.body.trim()) this.#openBlock(tag, true);
  }

  #closeBlock(tag: Tag): void {
    const name = tag.body.trim();
    while (this.#open.at(-1)?.chained) this.#close(this.#open.at(-1) as OpenBlock, tag.end);
    const open = this.#open.at(-1);
    if (!open) {
      this.#problem(`{{/${name}}} closes nothing.`, tag.start, tag.end);
      return;
    }
    const opened = /^\s*(\S*)/.exec(open.tag.body)?.[1] ?? "";
    if (opened !== name) {
      this.#problem(`{{/${name}}} stands where {{/${opened}}} is due.`, tag.start, tag.end);
      // A close tag that fits an outer block ends the inner ones too; one that fits none is left out.
      if (!this.#open.some((o) => o.block === name)) return;
      while (this.#open.length > 0 && this.#open.at(-1)?.block !== name) {
        this.#close(this.#open.at(-1) as OpenBlock, tag.start);
      }
    }
    const last = this.#open.at(-1);
    if (last) this.#close(last, tag.end);
  }

  #close(open: OpenBlock, end: number): void {
    this.#open.pop();
    this.#nodes = open.before;
    const at = { start: open.tag.start, end };
    const { argument, then, otherwise } = open;
    switch (open.block) {
      case "if":
      case "unless":
        this.#nodes.push({ kind: "if", negated: open.block === "unless", condition: argument, then, otherwise, ...at });
        break;
      case "each":
        this.#nodes.push({ kind: "each", list: argument, body: then, otherwise, ...at });
        break;
      case "with":
        this.#nodes.push({ kind: "with", value: argument, body: then, otherwise, ...at });
        break;
    }
  }

  /** What stands between the braces: a path, a literal, or a helper with its arguments. */
  #expression(tag: Tag): Expression | undefined {
    const words = this.#words(tag.body, tag.bodyStart);
    const [first, ...rest] = words;
    if (!first) {
      this.#problem("Between {{ and }} a name is missing.", tag.start, tag.end);
      return undefined;
    }
    return this.#call(first, rest, tag);
  }

  #call(first: Word, rest: readonly Word[], whole: { start: number; end: number }): Expression | undefined {
    const helper = Object.hasOwn(helpers, first.text) ? (first.text as Helper) : undefined;
    if (!helper) {
      if (rest.length > 0) {
        this.#problem(
          `"${first.text}" is no helper. There are ${Object.keys(helpers).join(", ")}.`,
          first.start,
          first.end,
        );
        return undefined;
      }
      return this.#single(first);
    }
    const args: Expression[] = [];
    const named: Record<string, Expression> = {};
    for (const word of rest) {
      const value = this.#single(word);
      if (!value) return undefined;
      if (word.name) named[word.name] = value;
      else args.push(value);
    }
    const needed = helper === "now" ? 0 : helper === "default" || helper === "truncate" ? 2 : 1;
    if (args.length < needed) {
      this.#problem(`Write it so: ${helpers[helper].usage}.`, whole.start, whole.end);
      return undefined;
    }
    return { kind: "call", helper, args, named, start: first.start, end: rest.at(-1)?.end ?? first.end };
  }

  #single(word: Word): Expression | undefined {
    const { text, start, end } = word;
    const at = { start, end };
    if (text.startsWith("(")) {
      const [first, ...rest] = this.#words(text.slice(1, -1), start + 1);
      return first ? this.#call(first, rest, at) : undefined;
    }
    if (/^["']/.test(text)) return { kind: "literal", value: text.slice(1, -1), ...at };
    if (/^-?\d+(\.\d+)?$/.test(text)) return { kind: "literal", value: Number(text), ...at };
    if (text === "true" || text === "false") return { kind: "literal", value: text === "true", ...at };
    if (text === "null" || text === "undefined") return { kind: "literal", value: null, ...at };
    const data = /^@(index|first|last)$/.exec(text)?.[1] as "index" | "first" | "last" | undefined;
    if (data) return { kind: "path", source: text, parts: [], up: 0, data, ...at };
    if (text.startsWith("@")) {
      this.#problem(`${text} is not part of the language. There are @index, @first and @last.`, start, end);
      return undefined;
    }
    const up = /^(?:\.\.\/)*/.exec(text)?.[0].length ?? 0;
    const path = text.slice(up).replace(/^(?:this[./]|\.\/)/, "this.");
    const parts = path === "." ? ["this"] : path.split(/[./]/);
    if (parts.some((p) => !/^[\p{L}\p{N}_-]+$/u.test(p)) || /^\d/.test(parts[0] ?? "")) {
      this.#problem(`"${text}" is not a name. Names are letters, digits and _, with dots between them.`, start, end);
      return undefined;
    }
    return { kind: "path", source: text, parts, up: up / 3, ...at };
  }

  #words(text: string, offset: number): Word[] {
    const words: Word[] = [];
    let at = 0;
    while (at < text.length) {
      const c = text.charAt(at);
      if (/\s/.test(c)) {
        at++;
        continue;
      }
      const name = /^([A-Za-z_]\w*)=/.exec(text.slice(at))?.[1];
      const start = name ? at + name.length + 1 : at;
      const end = wordEnd(text, start);
      words.push({
        text: text.slice(start, end),
        start: offset + start,
        end: offset + end,
        ...(name ? { name } : {}),
      });
      at = Math.max(end, at + 1);
    }
    return words;
  }

  #problem(message: string, start: number, end: number): undefined {
    this.#problems.push({ message, start, end });
  }
}

interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** `indent` of `indent=2`. */
  readonly name?: string;
}

function wordEnd(text: string, start: number): number {
  const c = text.charAt(start);
  if (c === '"' || c === "'") {
    const close = text.indexOf(c, start + 1);
    return close < 0 ? text.length : close + 1;
  }
  if (c === "(") {
    let depth = 0;
    for (let i = start; i < text.length; i++) {
      if (text.charAt(i) === "(") depth++;
      else if (text.charAt(i) === ")" && --depth === 0) return i + 1;
    }
    return text.length;
  }
  let end = start;
  while (end < text.length && !/\s/.test(text.charAt(end))) end++;
  return end;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}
