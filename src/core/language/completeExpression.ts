import type { CompletionItem, Position } from "vscode-languageserver-types";
import { isObject, type Json } from "../base/json.ts";
import { about, inOrder, item, kinds, namesOf, rangeIn, suggestNext, type Typing } from "./completionItems.ts";
import { agentNames, type Named, stateKeys, typeOf, valueAt, variablesFor } from "./variables.ts";

/** In `when`, `until`, `by` and `actual`: names, the signs between them, and the values that a name can have. */
export function completeExpression(typing: Typing, position: Position): CompletionItem[] {
  const { document, place } = typing;
  const data = namesOf(typing);
  const line = document.source.line(position.line);
  const before = line.slice(typing.range.start.character, position.character);
  const word = /[\p{L}\p{N}_.-]*$/u.exec(before)?.[0] ?? "";
  const end = position.character + (/^[\p{L}\p{N}_.-]*/u.exec(line.slice(position.character))?.[0].length ?? 0);
  const range = rangeIn(position.line, position.character - word.length, end);
  const said = before.slice(0, before.length - word.length).trimEnd();
  const compared = /((?:state|inputs)\.[\p{L}\p{N}_-]+)\s*(?:==|!=|(?:not\s+)?in\s*\[[^\]]*)$/u.exec(said)?.[1];
  const key = String(place.path.at(-1));
  if (compared) {
    return inOrder(valuesOf(data, compared).map((value) => item(value, kinds.enumMember, range, value)));
  }
  const agent = place.path[0] === "agents" ? place.path.slice(0, 2) : [];
  const names = (): CompletionItem[] => [
    ...[...stateKeys(data)].map(([name, path]) =>
      item(`state.${name}`, kinds.variable, range, `state.${name}`, `set by ${path.join(".")}`),
    ),
    ...[...variablesFor(data, agent).values()].map(({ name, declaration }) => ({
      ...item(`inputs.${name}`, kinds.variable, range, `inputs.${name}`, declaration && typeOf(declaration.schema)),
      ...about({ of: "variable", agent, name }),
    })),
  ];
  if (key === "actual") return inOrder([item("output", kinds.keyword, range, "output", "the answer"), ...names()]);
  // Behind a whole value comes a sign, behind a sign a value.
  const whole = /(?:[\p{L}\p{N}_"'\])])$/u.test(said) && !/(?:^|\s)(?:and|or|not|in)$/.test(said);
  if (!whole) return inOrder([...names(), item("not", kinds.keyword, range, "not ")]);
  if (key === "by") return [];
  const signs: [string, string][] = [
    ["==", "is"],
    ["!=", "is not"],
    ["in", "is one of"],
    ["not in", "is none of"],
    ["and", "both"],
    ["or", "one of both"],
    ["<", "less than"],
    [">", "more than"],
  ];
  return inOrder(
    signs.map(([sign, meaning]) => ({
      ...item(sign, kinds.keyword, range, /in$/.test(sign) ? `${sign} [` : `${sign} `, meaning),
      command: suggestNext,
    })),
  );
}

/** What `state.topic` or `inputs.plan` can be, where the file says it. */
export function valuesOf(document: Named, name: string): readonly string[] {
  const [root, key = ""] = name.split(".");
  const found = new Set<string>();
  const add = (schema: Json | undefined) => {
    const { enum: words } = isObject(schema) ? schema : {};
    if (Array.isArray(words)) for (const word of words) found.add(String(word));
  };
  if (root === "inputs") add(variablesFor(document, []).get(key)?.declaration?.schema);
  else {
    for (const agent of agentNames(document)) {
      const body = valueAt(document.value, ["agents", agent]);
      if (!isObject(body) || body.output_key !== key) continue;
      const { response_format: format } = body;
      add(isObject(format) ? format.schema : undefined);
    }
  }
  return [...found];
}
