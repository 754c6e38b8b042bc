import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import oniguruma from "vscode-oniguruma";
import textmate, { type IGrammar } from "vscode-textmate";

const root = path.join(import.meta.dirname, "../..");

/** The YAML grammar of the real editor where one has been downloaded; elsewhere a small one with the same scopes. */
function yamlGrammars(): Record<string, string> {
  const cache = path.join(root, ".vscode-test");
  const versions = existsSync(cache) ? readdirSync(cache).filter((f) => f.startsWith("code-server-")) : [];
  for (const version of versions) {
    const folder = path.join(cache, version, "package/lib/vscode/extensions/yaml/syntaxes");
    if (!existsSync(folder)) continue;
    return Object.fromEntries(
      readdirSync(folder).map((file) => {
        const text = readFileSync(path.join(folder, file), "utf8");
        return [(JSON.parse(text) as { scopeName: string }).scopeName, text];
      }),
    );
  }
  return { "source.yaml": readFileSync(path.join(import.meta.dirname, "yaml.tmLanguage.json"), "utf8") };
}

let grammar: IGrammar;
beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve("vscode-oniguruma/release/onig.wasm");
  await oniguruma.loadWASM(new Uint8Array(readFileSync(wasm)).buffer);
  const sources: Record<string, string> = {
    ...yamlGrammars(),
    "source.agent-yaml": readFileSync(path.join(root, "syntaxes/agent-yaml.tmLanguage.json"), "utf8"),
  };
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scope) => {
      const source = sources[scope];
      return source ? textmate.parseRawGrammar(source, `${scope}.json`) : null;
    },
  });
  grammar = (await registry.loadGrammar("source.agent-yaml")) as IGrammar;
});

interface Token {
  readonly text: string;
  readonly scopes: readonly string[];
}
function tokens(text: string): Token[] {
  let state = textmate.INITIAL;
  return text.split("\n").flatMap((line) => {
    const result = grammar.tokenizeLine(line, state);
    state = result.ruleStack;
    return result.tokens.map((t) => ({ text: line.slice(t.startIndex, t.endIndex), scopes: t.scopes }));
  });
}
/** Text and innermost scope of everything inside {{ }}. */
function template(text: string): string[] {
  return tokens(text)
    .filter((t) => t.scopes.some((s) => s.includes("template") || s.endsWith("escape.agent-yaml")))
    .filter((t) => t.text.trim() !== "")
    .map((t) => `${t.text} ${t.scopes.at(-1)}`);
}

test("variables are coloured in blocks, in quotes and in plain text", () => {
  for (const text of [
    "input: |\n  On {{plan}}.",
    'input: "On {{plan}}."',
    "input: 'On {{plan}}.'",
    "input: On {{plan}}.",
    "input:\n  - text: >-\n      On {{plan}}.",
    "agents: {a: {input: 'On {{plan}}.'}}",
  ]) {
    expect(template(text), text).toEqual([
      "{{ punctuation.definition.template-expression.begin.agent-yaml",
      "plan variable.other.readwrite.agent-yaml",
      "}} punctuation.definition.template-expression.end.agent-yaml",
    ]);
  }
});
test("blocks, helpers, files, comments and escapes", () => {
  expect(
    template(
      'input: |\n  {{#each changes}}{{@index}} {{default a.b "x"}}{{else}}{{json x indent=2}}{{/each}}\n  {{> a/b.md}} {{!-- no --}} \\{{x}}',
    ),
  ).toMatchInlineSnapshot(`
    [
      "{{ punctuation.definition.template-expression.begin.agent-yaml",
      "#each keyword.control.agent-yaml",
      "changes variable.other.readwrite.agent-yaml",
      "}} punctuation.definition.template-expression.end.agent-yaml",
      "{{ punctuation.definition.template-expression.begin.agent-yaml",
      "@index variable.language.agent-yaml",
      "}} punctuation.definition.template-expression.end.agent-yaml",
      "{{ punctuation.definition.template-expression.begin.agent-yaml",
      "default support.function.agent-yaml",
      "a.b variable.other.readwrite.agent-yaml",
      ""x" string.quoted.double.agent-yaml",
      "}} punctuation.definition.template-expression.end.agent-yaml",
      "{{ punctuation.definition.template-expression.begin.agent-yaml",
      "else keyword.control.agent-yaml",
      "}} punctuation.definition.template-expression.end.agent-yaml",
      "{{ punctuation.definition.template-expression.begin.agent-yaml",
      "json support.function.agent-yaml",
      "x variable.other.readwrite.agent-yaml",
      "indent variable.parameter.agent-yaml",
      "= meta.embedded.line.template.agent-yaml",
      "2 constant.numeric.agent-yaml",
      "}} punctuation.definition.template-expression.end.agent-yaml",
      "{{ punctuation.definition.template-expression.begin.agent-yaml",
      "/each keyword.control.agent-yaml",
      "}} punctuation.definition.template-expression.end.agent-yaml",
      "{{ punctuation.definition.template-expression.begin.agent-yaml",
      "> keyword.control.import.agent-yaml",
      "a/b.md string.other.link.agent-yaml",
      "}} punctuation.definition.template-expression.end.agent-yaml",
      "{{!-- no --}} comment.block.template.agent-yaml",
      "\\{{ constant.character.escape.agent-yaml",
    ]
  `);
});
test("prose and single braces stay text", () => {
  expect(template('input: |\n  Reply {"a": {"b": 1}} with {topic} }} {{')).toEqual([]);
});
test("a quote is still closed behind an unfinished variable", () => {
  const after = tokens('input: "{{na"\nname: x').filter((t) => t.text === "name");
  expect(after[0]?.scopes.join(" ")).toMatch(/entity\.name\.tag/);
});
test("keys look as they do in YAML", () => {
  const key = tokens("system_instruction: |\n  Hi.").find((t) => t.text === "system_instruction");
  expect(key?.scopes.join(" ")).toMatch(/entity\.name\.tag/);
});
test("in the samples every variable is coloured", () => {
  const samples = path.join(root, "media/samples");
  for (const file of readdirSync(samples).filter((f) => f.endsWith(".agent.yaml"))) {
    const text = readFileSync(path.join(samples, file), "utf8");
    const written = text.match(/\{\{[^}]*\}\}/g)?.length ?? 0;
    const coloured = tokens(text).filter((t) => t.scopes.at(-1)?.includes("template-expression.begin")).length;
    expect(coloured, file).toBe(written);
  }
});
