import { isObject, type Json } from "../base/json.ts";
import { pythonText } from "./exportAdk.ts";

export interface Parameter {
  readonly name: string;
  readonly preset?: string;
}

/** A request to be written as a program. In its texts marks stand for parameters, `${env:NAME}` for the environment. */
export interface Call {
  readonly name: string;
  readonly path: string;
  readonly body: Json;
  readonly parameters: readonly Parameter[];
}

type Piece = { readonly kind: "text" | "parameter" | "env"; readonly text: string };

const host = "https://generativelanguage.googleapis.com";

/** A text cut at its marks. */
function pieces(text: string): readonly Piece[] {
  const found: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(/\uE000([^\uE001]*)\uE001|\$\{(?:env|secret):([A-Za-z_]\w*)\}/g)) {
    if (match.index > at) found.push({ kind: "text", text: text.slice(at, match.index) });
    found.push(match[1] === undefined ? { kind: "env", text: match[2] ?? "" } : { kind: "parameter", text: match[1] });
    at = match.index + match[0].length;
  }
  if (at < text.length || found.length === 0) found.push({ kind: "text", text: text.slice(at) });
  return found;
}

interface Literals {
  readonly indent: string;
  readonly null: string;
  readonly true: string;
  readonly false: string;
  text(text: string): string;
  key(text: string): string;
  parameter(name: string): string;
  env(name: string): string;
}

/** A value in the words of a programming language. */
function literal(value: Json, words: Literals, depth: number): string {
  const pad = words.indent.repeat(depth + 1);
  const end = words.indent.repeat(depth);
  if (value === null) return words.null;
  if (typeof value === "boolean") return value ? words.true : words.false;
  if (typeof value === "number") return String(value);
  if (typeof value === "string") {
    const parts = pieces(value).map((piece) =>
      piece.kind === "text"
        ? words.text(piece.text)
        : piece.kind === "env"
          ? words.env(piece.text)
          : words.parameter(piece.text),
    );
    return parts.length === 1 ? (parts[0] ?? "") : `(${parts.join(" + ")})`;
  }
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    return `[\n${(value as readonly Json[]).map((item) => `${pad}${literal(item, words, depth + 1)}`).join(",\n")}\n${end}]`;
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return "{}";
  return `{\n${entries.map(([key, inner = null]) => `${pad}${words.key(key)}: ${literal(inner, words, depth + 1)}`).join(",\n")}\n${end}}`;
}

function json(text: string): string {
  // Two separators that older readers of JavaScript take for the end of a line.
  return JSON.stringify(text).replace(/[\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`);
}

/** `customer name` → `customer_name`; words of the language get an underscore. */
function identifier(name: string, reserved: RegExp): string {
  const plain = name.replace(/[^\p{L}\p{N}_]/gu, "_").replace(/^(?=\p{N})/u, "_");
  return reserved.test(plain) ? `${plain}_` : plain;
}

const javascriptWords =
  /^(?:await|break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|export|extends|false|finally|for|function|if|implements|import|in|instanceof|interface|let|new|null|package|private|protected|public|return|static|super|switch|this|throw|true|try|typeof|var|void|while|with|yield|key|base|response|process|fetch|console)$/;
const pythonWords =
  /^(?:False|None|True|and|as|assert|async|await|break|class|continue|def|del|elif|else|except|finally|for|from|global|if|import|in|is|lambda|nonlocal|not|or|pass|raise|return|try|while|with|yield|os|sys|json|urllib|key|base|body|request|response)$/;

function typescript(call: Call): string {
  const name = (parameter: string) => identifier(parameter, javascriptWords);
  const words: Literals = {
    indent: "  ",
    null: "null",
    true: "true",
    false: "false",
    text: json,
    key: (key) => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : json(key)),
    parameter: (parameter) => `inputs.${name(parameter)}`,
    env: (variable) => `(process.env[${json(variable)}] ?? "")`,
  };
  const { parameters } = call;
  const fields = parameters
    .map(({ name: each, preset }) => `${name(each)}${preset === undefined ? "" : "?"}: string`)
    .join("; ");
  const presets = parameters
    .filter(({ preset }) => preset !== undefined)
    .map(({ name: each, preset = "" }) => `${name(each)}: ${json(preset)}`);
  const signature =
    parameters.length === 0
      ? ""
      : `given: { ${fields} }${parameters.every(({ preset }) => preset !== undefined) ? " = {}" : ""}`;
  const inputs = parameters.length === 0 ? "" : `  const inputs = { ${[...presets, "...given"].join(", ")} };\n`;
  const example = parameters
    .filter(({ preset }) => preset === undefined)
    .map(
      ({ name: each }) =>
        `${name(each)}: process.argv[${2 + parameters.filter(({ preset }) => preset === undefined).findIndex((p) => p.name === each)}] ?? ""`,
    )
    .join(", ");
  const given = parameters.some(({ preset }) => preset === undefined) ? `{ ${example} }` : "";
  return `// ${oneLine(call.name)}: one request to the Gemini API. The key comes from GEMINI_API_KEY.
${
  parameters.length > 0
    ? `// Arguments: ${
        parameters
          .filter(({ preset }) => preset === undefined)
          .map((p) => oneLine(p.name))
          .join(" ") || "none"
      }.\n`
    : ""
}
export async function ask(${signature}): Promise<unknown> {
  const key = process.env["GEMINI_API_KEY"] ?? process.env["GOOGLE_API_KEY"];
  if (!key) throw new Error("Set GEMINI_API_KEY.");
  const base = (process.env["GOOGLE_GEMINI_BASE_URL"] ?? ${json(host)}).replace(/\\/+$/, "");
${inputs}  const response = await fetch(base + ${json(call.path)}, {
    method: "POST",
    headers: { "content-type": "application/json", "x-goog-api-key": key },
    body: JSON.stringify(${literal(call.body, words, 2)}),
  });
  if (!response.ok) throw new Error(response.status + " " + (await response.text()));
  return response.json();
}

ask(${given}).then(
  (answer) => console.log(JSON.stringify(answer, null, 2)),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
`;
}

function python(call: Call): string {
  const name = (parameter: string) => identifier(parameter, pythonWords);
  const words: Literals = {
    indent: "    ",
    null: "None",
    true: "True",
    false: "False",
    text: pythonText,
    key: pythonText,
    parameter: name,
    env: (variable) => `os.environ.get(${pythonText(variable)}, "")`,
  };
  const sorted = [...call.parameters].sort((a, b) => Number(a.preset !== undefined) - Number(b.preset !== undefined));
  const signature = sorted
    .map(({ name: each, preset }) => `${name(each)}: str${preset === undefined ? "" : ` = ${pythonText(preset)}`}`)
    .join(", ");
  return `# ${oneLine(call.name)}: one request to the Gemini API. The key comes from GEMINI_API_KEY.
import json
import os
import sys
import urllib.error
import urllib.request


def ask(${signature}):
    key = os.environ.get("GEMINI_API_KEY") or os.environ.get("GOOGLE_API_KEY")
    if not key:
        sys.exit("Set GEMINI_API_KEY.")
    base = os.environ.get("GOOGLE_GEMINI_BASE_URL", ${pythonText(host)}).rstrip("/")
    body = ${literal(call.body, words, 1)}
    request = urllib.request.Request(
        base + ${pythonText(call.path)},
        data=json.dumps(body).encode("utf-8"),
        headers={"content-type": "application/json", "x-goog-api-key": key},
    )
    try:
        with urllib.request.urlopen(request) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        sys.exit(str(error.code) + " " + error.read().decode("utf-8", "replace"))


if __name__ == "__main__":
    print(json.dumps(ask(*sys.argv[1:]), indent=2, ensure_ascii=False))
`;
}

/** Without parameters the body stands as it is; with them jq writes it, so that any text is escaped rightly. */
function curl(call: Call): string {
  const variable = (name: string) =>
    name
      .replace(/[^A-Za-z0-9_]/g, "_")
      .replace(/^(?=\d)/, "_")
      .toUpperCase();
  const plain = !hasMarks(call.body);
  const env = new Set<string>();
  const words: Literals = {
    indent: "  ",
    null: "null",
    true: "true",
    false: "false",
    text: json,
    key: json,
    parameter: (name) => `$${`in_${variable(name).toLowerCase()}`}`,
    env(name) {
      env.add(name);
      return `(env.${name} // "")`;
    },
  };
  const body = literal(call.body, words, 0);
  const args = call.parameters.map(({ name, preset }) => {
    const value =
      preset === undefined
        ? `"\${${variable(name)}:?give a value}"`
        : `"\${${variable(name)}:-$(printf '%s' ${shell(preset)})}"`;
    return `--arg in_${variable(name).toLowerCase()} ${value}`;
  });
  const head = `#!/usr/bin/env bash
# ${oneLine(call.name)}: one request to the Gemini API. The key comes from GEMINI_API_KEY.
${call.parameters.length > 0 ? `# Variables: ${call.parameters.map(({ name }) => variable(name)).join(" ")}. Needs jq.\n` : ""}set -euo pipefail
`;
  const send = `curl -sS --fail-with-body "\${GOOGLE_GEMINI_BASE_URL:-${host}}${call.path}" \\
  -H "content-type: application/json" \\
  -H "x-goog-api-key: \${GEMINI_API_KEY:?set it first}" \\
`;
  if (plain) return `${head}${send}  --data-binary ${shell(body)}\n`;
  return `${head}jq -n ${args.length > 0 ? `${args.join(" ")} ` : ""}${shell(body)} | ${send}  --data-binary @-\n`;
}

function hasMarks(value: Json): boolean {
  if (typeof value === "string") return pieces(value).some(({ kind }) => kind !== "text");
  if (Array.isArray(value)) return (value as readonly Json[]).some(hasMarks);
  return isObject(value) && Object.values(value).some((inner) => inner !== undefined && hasMarks(inner));
}

/** A text as one word of the shell. */
function shell(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}

export const printers = {
  curl: { file: ".sh", print: curl },
  typescript: { file: ".ts", print: typescript },
  python: { file: ".py", print: python },
} as const;
