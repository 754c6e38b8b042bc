/** A prompt's template, parsed. Offsets are UTF-16 units in the template's text. */
export interface Template {
  readonly nodes: readonly TemplateNode[];
  readonly problems: readonly TemplateProblem[];
}

export interface TemplateProblem {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

interface Spanned {
  readonly start: number;
  readonly end: number;
}

export type TemplateNode =
  | ({ readonly kind: "text"; readonly text: string } & Spanned)
  /** `{{name}}`, `{{json items}}` */
  | ({ readonly kind: "value"; readonly expression: Expression } & Spanned)
  /** `{{#if}}`, and `{{#unless}}` (negated) */
  | ({
      readonly kind: "if";
      readonly negated: boolean;
      readonly condition: Expression;
      readonly then: readonly TemplateNode[];
      readonly otherwise: readonly TemplateNode[];
    } & Spanned)
  | ({
      readonly kind: "each";
      readonly list: Expression;
      readonly body: readonly TemplateNode[];
      readonly otherwise: readonly TemplateNode[];
    } & Spanned)
  | ({
      readonly kind: "with";
      readonly value: Expression;
      readonly body: readonly TemplateNode[];
      readonly otherwise: readonly TemplateNode[];
    } & Spanned)
  /** `{{> path}}`: the text of a file. `indent` stands before it when it is alone on its line. */
  | ({ readonly kind: "partial"; readonly path: string; readonly pathStart: number } & Spanned);

export type Expression =
  | ({
      readonly kind: "path";
      /** As written: `state.answer`, `@index`. */
      readonly source: string;
      readonly parts: readonly string[];
      /** Number of `../`. */
      readonly up: number;
      readonly data?: "index" | "first" | "last";
    } & Spanned)
  | ({ readonly kind: "literal"; readonly value: string | number | boolean | null } & Spanned)
  | ({
      readonly kind: "call";
      readonly helper: Helper;
      readonly args: readonly Expression[];
      readonly named: Readonly<Record<string, Expression>>;
    } & Spanned);

/** Helper → what it does and how it is written. */
export const helpers = {
  json: { doc: "The value as JSON.", usage: "{{json items indent=2}}" },
  default: { doc: "The second value when the first is missing.", usage: '{{default plan "free"}}' },
  join: { doc: "A list as one text.", usage: '{{join topics ", "}}' },
  truncate: { doc: "At most so many characters.", usage: "{{truncate message 500}}" },
  now: {
    doc: "The time of the run. It changes with every request, so nothing behind it can be cached.",
    usage: "{{now}}",
  },
} as const;
export type Helper = keyof typeof helpers;

export const blocks = ["if", "unless", "each", "with"] as const;
export type Block = (typeof blocks)[number];
