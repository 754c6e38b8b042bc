// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${secret:NAME} is what these rules are about.
import { isObject, type Json } from "../../base/json.ts";
import { rangeOf, type ScalarNode, type SyntaxNode } from "../../document/node.ts";
import { isLong, NodeMemo } from "../../document/nodeMemo.ts";
import { fileReferences } from "../fileReferences.ts";
import { insertKey } from "./edits.ts";
import type { AgentRule, FileRule } from "./rule.ts";

/** Forms of keys that cannot be anything else. */
const knownKeys: readonly (readonly [RegExp, string])[] = [
  [/\bAIza[0-9A-Za-z_-]{35}(?![0-9A-Za-z_-])/, "a Google API key"],
  [/\bya29\.[0-9A-Za-z_-]{20,}/, "a Google access token"],
  [/\bsk-(?:proj-|ant-)?[A-Za-z0-9_-]{20,}/, "an API key"],
  [/\bgh[pousr]_[A-Za-z0-9]{36,}/, "a GitHub token"],
  [/\bgithub_pat_[A-Za-z0-9_]{40,}/, "a GitHub token"],
  [/\bxox[abprs]-[A-Za-z0-9-]{10,}/, "a Slack token"],
  [/\bAKIA[0-9A-Z]{16}\b/, "an AWS key"],
  [/\bglpat-[A-Za-z0-9_-]{20,}/, "a GitLab token"],
  [/\b(?:sk|rk)_live_[A-Za-z0-9]{20,}/, "a Stripe key"],
  [/-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/, "a private key"],
  [/\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/, "a signed token"],
];

const anyKey = /AIza|ya29\.|sk-|gh[pousr]_|github_pat_|xox[abprs]-|AKIA|glpat-|_live_|-----BEGIN|eyJ/;

/** A text that is a key, in words; undefined when it shows no sign of one. */
export function keyIn(
  text: string,
): { readonly what: string; readonly start: number; readonly end: number } | undefined {
  if (!anyKey.test(text)) return undefined;
  for (const [pattern, what] of knownKeys) {
    const match = pattern.exec(text);
    if (match) return { what, start: match.index, end: match.index + match[0].length };
  }
  return undefined;
}

/** Names under which a value is a secret, in headers, in `env`, in a request's parameters. */
const secretName =
  /^(?:authorization|proxy-authorization|cookie|x-api-key|api[-_]?key|apikey|.*[-_]api[-_]?key|password|passwd|secret|client[-_]secret|access[-_]token|auth[-_]token|token|.*_(?:token|secret|password))$/i;
/** Values that only say where the secret comes from, or stand for one. */
const noSecret = /\$\{|\{\{|^<.*>$|^\*+$|^x+$|^\.+$|^(?:bearer|basic)?\s*$|example|placeholder|change.?me|your[-_ ]/i;
/** Under these keys a name such as `token` is the name of something else. */
const notHere = new Set([
  "inputs",
  "parameters",
  "properties",
  "vars",
  "secrets",
  "schema",
  "mock",
  "response",
  "assert",
  "variants",
  "labels",
]);

export const plainSecret: FileRule = {
  id: "AG701",
  scope: "file",
  severity: "error",
  check({ document, facts }) {
    const { root } = document;
    if (!root) return [];
    const findings = secretsIn(root.node, "", false).map(({ line, node, message }) => ({
      message,
      range: rangeOf(node.span, root.base + line),
    }));
    for (const { file, range, kind } of fileReferences(document)) {
      const text = kind === "data" || kind === "prompt" ? facts.text(file) : undefined;
      const found = typeof text === "string" ? keyInFile(text) : undefined;
      if (found) findings.push({ message: `In ${file} stands ${found}, in the clear.`, range });
    }
    return findings;
  },
};

const ofFiles = new Map<string, string | undefined>();
/** A file is read through once, as long as it is among the last few. */
function keyInFile(text: string): string | undefined {
  if (!ofFiles.has(text)) {
    ofFiles.set(text, keyIn(text.slice(0, 2_000_000))?.what);
    for (const first of ofFiles.keys()) {
      if (ofFiles.size <= 32) break;
      ofFiles.delete(first);
    }
  }
  return ofFiles.get(text);
}

interface Secret {
  /** Added to the base of the node in which it was looked for. */
  readonly line: number;
  readonly node: ScalarNode;
  readonly message: string;
}
const found = new NodeMemo<readonly Secret[]>();
const foundSilent: typeof found = new NodeMemo();
const none: readonly Secret[] = [];

/** Kept with each long node: an edit elsewhere leaves it as it is. `silent`: names mean nothing here. */
function secretsIn(node: SyntaxNode, key: string, silent: boolean): readonly Secret[] {
  if (node.kind === "alias") return none;
  if (node.kind === "scalar") return secretOf(node, key, silent);
  const memo = silent ? foundSilent : found;
  let secrets = memo.get(node);
  if (!secrets) {
    const collected: Secret[] = [];
    const parts = node.kind === "map" ? node.entries : node.items.map((item) => ({ ...item, name: key }));
    for (const { name, value, line } of parts) {
      for (const secret of secretsIn(value, name, silent || notHere.has(name))) {
        collected.push(line === 0 ? secret : { ...secret, line: secret.line + line });
      }
    }
    secrets = collected.length === 0 ? none : collected;
    if (isLong(node)) memo.set(node, secrets);
  }
  return secrets;
}

function secretOf(node: ScalarNode, key: string, silent: boolean): readonly Secret[] {
  const { value } = node;
  if (typeof value !== "string" || value.length < 8) return none;
  const what = keyIn(value)?.what;
  if (what)
    return [
      { line: 0, node, message: `Here stands ${what} in the clear. Declare a secret, and write \${secret:NAME}.` },
    ];
  if (silent || !secretName.test(key) || noSecret.test(value) || /\s/.test(value.replace(/^(?:bearer|basic)\s+/i, "")))
    return none;
  return [{ line: 0, node, message: `"${key}" is given in the clear. Declare a secret, and write \${secret:NAME}.` }];
}

export const openNetwork: AgentRule = {
  id: "AG706",
  scope: "agent",
  severity: "warning",
  check(agent) {
    const { environment } = agent.body;
    if (!isObject(environment)) return [];
    const { network, env } = environment;
    const written = JSON.stringify(environment);
    const secrets =
      (isObject(env) && Object.values(env).some((one) => isObject(one) && one.credential !== undefined)) ||
      written.includes("${secret:") ||
      (isObject(network) && JSON.stringify(network).includes('"credential"'));
    if (!secrets) return [];
    const list: Json | undefined = isObject(network) ? network.allowlist : network === "disabled" ? [] : undefined;
    const all = Array.isArray(list)
      ? list.findIndex((one) => one === "*" || (isObject(one) && one.domain === "*"))
      : -1;
    if (Array.isArray(list) && all < 0) return [];
    const place =
      all >= 0 ? agent.rangeAt("environment", "network", "allowlist", all)?.value : agent.rangeAt("environment")?.key;
    const message =
      all >= 0
        ? "This allows every domain, and the sandbox holds secrets that could be sent there."
        : 'The sandbox holds secrets and may send them anywhere: list the domains it needs under "network".';
    const fix =
      network === undefined
        ? insertKey(agent, ["environment"], "network: {allowlist: [{domain: example.com}]}", "Insert an allow-list")
        : undefined;
    return place ? [{ message, range: place, fix }] : [];
  },
};
