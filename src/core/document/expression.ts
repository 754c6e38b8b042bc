/**
 * The small language of `when`, `until` and `by`: `state.topic in [billing, technical] and not inputs.dry_run`. It reads
 * values and compares them; it calls nothing. Offsets are UTF-16 units in the expression's text.
 */
export type ExpressionNode =
  /** `state.topic`, `inputs.plan`. */
  | ({ readonly kind: "name"; readonly path: readonly string[] } & Spanned)
  /** A number, `true`, `false`, `null`, a text in quotes, or a bare word such as `billing`. */
  | ({
      readonly kind: "literal";
      readonly value: string | number | boolean | null;
      /** A text without quotes. */
      readonly bare: boolean;
    } & Spanned)
  | ({ readonly kind: "list"; readonly items: readonly ExpressionNode[] } & Spanned)
  | ({ readonly kind: "not"; readonly operand: ExpressionNode } & Spanned)
  | ({
      readonly kind: "binary";
      readonly operator: Operator;
      readonly left: ExpressionNode;
      readonly right: ExpressionNode;
    } & Spanned);

export type Operator = "==" | "!=" | "<" | ">" | "in" | "and" | "or";

interface Spanned {
  readonly start: number;
  readonly end: number;
}

export interface ExpressionProblem extends Spanned {
  readonly message: string;
  /** What to write in place of the text from `start` to `end`, when that mends it. */
  readonly instead?: string;
}

export interface Expression {
  /** Absent when the text is not an expression. */
  readonly root?: ExpressionNode;
  readonly problems: readonly ExpressionProblem[];
  /** Every value that is read, in order; also where the rest could not be understood. */
  readonly names: readonly ({ readonly path: readonly string[] } & Spanned)[];
}

/** Reads an expression. Never throws; one mistake is one problem. */
export function parseExpression(text: string): Expression {
  return new ExpressionParser(text).parse();
}

type Token = Spanned &
  (
    | { readonly kind: "name"; readonly path: readonly string[] }
    | { readonly kind: "literal"; readonly value: string | number | boolean | null; readonly bare: boolean }
    | { readonly kind: "sign"; readonly sign: Operator | "not" | "(" | ")" | "[" | "]" | "," }
    | { readonly kind: "end" }
  );

/** What can be read in an expression. */
export const expressionRoots = ["state", "inputs"] as const;

/** Deeper than anyone writes. */
const deepest = 100;

const wordSigns: Readonly<Record<string, Operator | "not">> = { in: "in", and: "and", or: "or", not: "not" };
const constants: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };

/** Signs of other languages, with ours where there is one. */
const foreignSigns: readonly { readonly sign: string; readonly ours?: Operator | "not"; readonly says: string }[] = [
  { sign: "===", ours: "==", says: "Equal is written ==." },
  { sign: "!==", ours: "!=", says: "Not equal is written !=." },
  { sign: "<>", ours: "!=", says: "Not equal is written !=." },
  { sign: "<=", says: "There is no <=. Write not … > …." },
  { sign: ">=", says: "There is no >=. Write not … < …." },
  { sign: "&&", ours: "and", says: "Both together is written and." },
  { sign: "||", ours: "or", says: "One or the other is written or." },
  { sign: "=", ours: "==", says: "Equal is written ==." },
  { sign: "!", ours: "not", says: "The opposite is written not." },
];

class ExpressionParser {
  readonly #text: string;
  readonly #problems: ExpressionProblem[] = [];
  readonly #tokens: Token[] = [];
  #at = 0;
  #depth = 0;
  /** After a mistake of form the rest is not judged. */
  #lost = false;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): Expression {
    this.#tokenize();
    const names = this.#tokens.flatMap((t) =>
      t.kind === "name" ? [{ path: t.path, start: t.start, end: t.end }] : [],
    );
    const root = this.#lost ? undefined : this.#or();
    const after = this.#token;
    if (root && !this.#lost && after.kind !== "end") this.#unexpected(after);
    if (root && !this.#lost) this.#bareWords(root);
    const problems = this.#problems.sort((a, b) => a.start - b.start);
    return { ...(root && !this.#lost ? { root } : {}), problems, names };
  }

  #tokenize(): void {
    const text = this.#text;
    let at = 0;
    while (at < text.length) {
      const rest = text.slice(at);
      const space = /^\s+/.exec(rest);
      if (space) {
        at += space[0].length;
        continue;
      }
      const braces = /^\{\{|^\}\}/.exec(rest);
      if (braces) {
        this.#braces(at);
        return;
      }
      const quoted = /^"(?:[^"\\]|\\.)*"|^'(?:[^'\\]|\\.)*'/.exec(rest);
      if (quoted) {
        const end = at + quoted[0].length;
        const value = quoted[0].slice(1, -1).replaceAll(/\\(.)/gs, "$1");
        this.#tokens.push({ kind: "literal", value, bare: false, start: at, end });
        at = end;
        continue;
      }
      if (/^["']/.test(rest)) {
        this.#fail("This text is never closed.", at, text.length);
        break;
      }
      const word = /^-?[\p{L}\p{N}_][\p{L}\p{N}_.-]*/u.exec(rest);
      if (word) {
        this.#word(word[0], at);
        at += word[0].length;
        continue;
      }
      const foreign = foreignSigns.find(({ sign }) => rest.startsWith(sign));
      const own = /^(?:==|!=|[<>()[\],])/.exec(rest)?.[0] as (Token & { kind: "sign" })["sign"] | undefined;
      if (foreign && (!own || foreign.sign.length > own.length)) {
        const end = at + foreign.sign.length;
        const { ours } = foreign;
        if (!ours) {
          this.#fail(foreign.says, at, end);
          break;
        }
        // `!x` needs a space behind the word.
        const instead = ours === "not" && !/^\s/.test(text.charAt(end)) ? "not " : ours;
        this.#problems.push({ message: foreign.says, start: at, end, instead });
        this.#tokens.push({ kind: "sign", sign: ours, start: at, end });
        at = end;
        continue;
      }
      if (own) {
        this.#tokens.push({ kind: "sign", sign: own, start: at, end: at + own.length });
        at += own.length;
        continue;
      }
      const letter = String.fromCodePoint(rest.codePointAt(0) as number);
      this.#fail(`${letter} has no meaning in an expression. ${words}`, at, at + letter.length);
      break;
    }
    this.#tokens.push({ kind: "end", start: text.length, end: text.length });
  }

  /** `{{state.topic}}`: braces are for prompts. */
  #braces(at: number): void {
    const text = this.#text;
    const inner = /^\s*\{\{([^{}]*)\}\}\s*$/.exec(text)?.[1]?.trim();
    if (inner) {
      this.#problems.push({
        message: "An expression stands without {{ }}.",
        start: text.indexOf("{{"),
        end: text.lastIndexOf("}}") + 2,
        instead: inner,
      });
    } else this.#problems.push({ message: "An expression stands without {{ }}.", start: at, end: at + 2 });
    this.#lost = true;
    // What is read shall be known all the same.
    for (const found of text.matchAll(/\b(?:state|inputs)(?:\.[\p{L}_][\p{L}\p{N}_-]*)+/gu)) {
      const path = found[0].split(".");
      this.#tokens.push({ kind: "name", path, start: found.index, end: found.index + found[0].length });
    }
    this.#tokens.push({ kind: "end", start: text.length, end: text.length });
  }

  #word(word: string, start: number): void {
    const end = start + word.length;
    const spanned = { start, end };
    if (Object.hasOwn(wordSigns, word)) {
      this.#tokens.push({ kind: "sign", sign: wordSigns[word] as Operator, ...spanned });
      return;
    }
    if (Object.hasOwn(constants, word)) {
      this.#tokens.push({ kind: "literal", value: constants[word] as boolean | null, bare: false, ...spanned });
      return;
    }
    const small = word.toLowerCase();
    if (small !== word && (Object.hasOwn(wordSigns, small) || Object.hasOwn(constants, small))) {
      this.#problems.push({ message: `Write ${small} in small letters.`, ...spanned, instead: small });
      this.#word(small, start);
      return;
    }
    if (/^-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?$/i.test(word)) {
      this.#tokens.push({ kind: "literal", value: Number(word), bare: false, ...spanned });
      return;
    }
    const path = word.split(".");
    const first = path[0] as string;
    if ((expressionRoots as readonly string[]).includes(first)) {
      if (path.length > 1 && path.every((part) => part !== "")) this.#tokens.push({ kind: "name", path, ...spanned });
      else this.#fail(`Say which value: ${first}.name.`, start, end);
      return;
    }
    if (path.length > 1 || word.startsWith("-")) {
      const message = /^[\p{L}_]/u.test(word)
        ? `Only state.… and inputs.… can be read here, and not ${first}. A text stands in quotes.`
        : "A text with dots or a sign in front stands in quotes.";
      this.#problems.push({ message, ...spanned, instead: JSON.stringify(word) });
      this.#tokens.push({ kind: "literal", value: word, bare: false, ...spanned });
      return;
    }
    this.#tokens.push({ kind: "literal", value: word, bare: true, ...spanned });
  }

  get #token(): Token {
    return this.#tokens[this.#at] ?? (this.#tokens.at(-1) as Token);
  }

  #take(sign: (Token & { kind: "sign" })["sign"]): Token | undefined {
    const token = this.#token;
    if (this.#lost || token.kind !== "sign" || token.sign !== sign) return undefined;
    this.#at++;
    return token;
  }

  #or(): ExpressionNode | undefined {
    let left = this.#and();
    while (left && this.#take("or")) left = joined("or", left, this.#and());
    return left;
  }

  #and(): ExpressionNode | undefined {
    let left = this.#not();
    while (left && this.#take("and")) left = joined("and", left, this.#not());
    return left;
  }

  #not(): ExpressionNode | undefined {
    const not = this.#take("not");
    if (!not) return this.#comparison();
    const operand = this.#deeper(() => this.#not());
    return operand && { kind: "not", operand, start: not.start, end: operand.end };
  }

  #comparison(): ExpressionNode | undefined {
    const left = this.#operand();
    if (!left) return undefined;
    const operator = this.#operator();
    if (!operator) return left;
    const right = this.#operand();
    if (!right) return undefined;
    const node = { kind: "binary", operator: operator.sign, left, right, start: left.start, end: right.end } as const;
    if (operator.sign === "in" && right.kind === "literal") {
      this.#fail("Behind in stands a list, such as [a, b], or a value that is a list.", right.start, right.end);
    }
    const again = this.#token;
    if (again.kind === "sign" && isComparison(again.sign)) {
      this.#fail("Compare two values at a time, and join them with and.", again.start, again.end);
    }
    return operator.negated ? { kind: "not", operand: node, start: node.start, end: node.end } : node;
  }

  /** `==`, `in`, also `not in`. */
  #operator(): { readonly sign: Operator; readonly negated: boolean } | undefined {
    const token = this.#token;
    if (this.#lost || token.kind !== "sign") return undefined;
    const next = this.#tokens[this.#at + 1];
    if (token.sign === "not" && next?.kind === "sign" && next.sign === "in") {
      this.#at += 2;
      return { sign: "in", negated: true };
    }
    if (!isComparison(token.sign)) return undefined;
    this.#at++;
    return { sign: token.sign, negated: false };
  }

  #operand(): ExpressionNode | undefined {
    const token = this.#token;
    if (this.#lost) return undefined;
    if (token.kind === "name" || token.kind === "literal") {
      this.#at++;
      const next = this.#token;
      if (next.kind === "sign" && (next.sign === "(" || next.sign === "[") && next.start === token.end) {
        const what = next.sign === "(" ? "An expression calls no functions." : "Parts are read with a dot: state.a.b.";
        this.#fail(what, token.start, next.end);
        return undefined;
      }
      return token;
    }
    const open = this.#take("(");
    if (open) {
      const inner = this.#deeper(() => this.#or());
      if (!inner || this.#lost) return undefined;
      if (!this.#take(")")) this.#unexpectedOr(open, "This ( is never closed by ).");
      return inner;
    }
    const bracket = this.#take("[");
    if (bracket) return this.#list(bracket);
    this.#unexpected(token);
    return undefined;
  }

  #list(open: Token): ExpressionNode | undefined {
    const items: ExpressionNode[] = [];
    for (;;) {
      const close = this.#take("]");
      if (close) return { kind: "list", items, start: open.start, end: close.end };
      const first = this.#token;
      if (first.kind === "end") {
        this.#fail("This [ is never closed by ].", open.start, open.end);
        return undefined;
      }
      const item = this.#deeper(() => this.#operand());
      if (!item || this.#lost) return undefined;
      items.push(item);
      const next = this.#token;
      if (!this.#take(",") && !(next.kind === "sign" && next.sign === "]")) {
        if (next.kind === "end") this.#fail("This [ is never closed by ].", open.start, open.end);
        else this.#fail("Between two items of a list stands a comma.", next.start, next.end);
        return undefined;
      }
    }
  }

  #deeper(read: () => ExpressionNode | undefined): ExpressionNode | undefined {
    const token = this.#token;
    if (this.#depth >= deepest) {
      this.#fail("This expression is too deep.", token.start, token.end);
      return undefined;
    }
    this.#depth++;
    const node = read();
    this.#depth--;
    return node;
  }

  /** A word alone is a text and always the same: most likely a value was meant. */
  #bareWords(node: ExpressionNode): void {
    const meant = (literal: ExpressionNode) => {
      if (literal.kind !== "literal" || !literal.bare) return;
      const word = String(literal.value);
      const message = `${word} is a text here, always the same. To read a value write state.${word} or inputs.${word}.`;
      this.#problems.push({ message, start: literal.start, end: literal.end, instead: `state.${word}` });
    };
    switch (node.kind) {
      case "literal":
        meant(node);
        return;
      case "not":
        this.#bareWords(node.operand);
        return;
      case "binary":
        if (node.operator === "and" || node.operator === "or") {
          this.#bareWords(node.left);
          this.#bareWords(node.right);
        } else if (!reads(node)) meant(node.left);
        return;
      default:
        return;
    }
  }

  #unexpectedOr(open: Token, message: string): void {
    if (this.#token.kind === "end") this.#fail(message, open.start, open.end);
    else this.#unexpected(this.#token);
  }

  #unexpected(token: Token): void {
    const text = this.#text.slice(token.start, token.end);
    if (token.kind !== "end") {
      const before = this.#tokens[this.#at - 1];
      const two = before && before.kind !== "sign" && token.kind !== "sign";
      const message = two
        ? `Between ${this.#text.slice(before.start, before.end)} and ${text} a sign is missing: == != < > in and or.`
        : `${text} cannot stand here. ${words}`;
      this.#fail(message, token.start, token.end);
    } else if (this.#text.trim() === "") {
      this.#fail("An expression belongs here, such as state.topic == billing.", 0, this.#text.length);
    } else {
      const last = this.#tokens.at(-2) as Token;
      const said = this.#text.slice(last.start, last.end);
      this.#fail(`Behind ${said} something is missing.`, last.start, last.end);
    }
  }

  #fail(message: string, start: number, end: number): void {
    if (!this.#lost) this.#problems.push({ message, start, end });
    this.#lost = true;
  }
}

const words = "There are state.x, inputs.x, numbers, texts, lists, == != < > in and or not, and ( ).";

function joined(operator: "and" | "or", left: ExpressionNode, right: ExpressionNode | undefined) {
  return right && ({ kind: "binary", operator, left, right, start: left.start, end: right.end } as const);
}

function isComparison(sign: string): sign is Operator {
  return sign === "==" || sign === "!=" || sign === "<" || sign === ">" || sign === "in";
}

/** Whether a value is read anywhere in it. */
function reads(node: ExpressionNode): boolean {
  switch (node.kind) {
    case "name":
      return true;
    case "literal":
      return false;
    case "list":
      return node.items.some(reads);
    case "not":
      return reads(node.operand);
    case "binary":
      return reads(node.left) || reads(node.right);
  }
}
