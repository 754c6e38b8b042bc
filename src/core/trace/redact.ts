/** What looks like a key, and what to call it. Each matches inside one JSON string and never its closing quote. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/(?<![\w-])AIza[\w-]{30,}/g, "Google API key"],
  [/(?<![\w-])AQ\.Ab[\w-]{20,}/g, "Gemini key"],
  [/(?<![\w-])ya29\.[\w-]{20,}/g, "Google access token"],
  [/(?<![\w-])GOCSPX-[\w-]{20,}/g, "Google client secret"],
  [/(?<![\w-])sk-(?:ant-|proj-)?[\w-]{20,}/g, "API key"],
  [/(?<![\w-])(?:gh[pousr]_\w{30,}|github_pat_\w{30,})/g, "GitHub token"],
  [/(?<![\w-])glpat-[\w-]{20,}/g, "GitLab token"],
  [/(?<![\w-])xox[abeoprs]-[\w-]{10,}/g, "Slack token"],
  [/(?<![\w-])(?:AKIA|ASIA)[0-9A-Z]{16}(?![\w-])/g, "AWS access key"],
  [/(?<![\w-])eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/g, "JSON web token"],
  [/-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----[^"]{0,20000}?-----END (?:[A-Z]+ )?PRIVATE KEY-----/g, "private key"],
  [/(?<=\bBearer )[\w.~+/-]{16,}=*/g, "bearer token"],
];
/** A key by its name, in a header, a query or JSON inside JSON. Every repetition is bounded: the text may be a stranger's. */
const named =
  /\b((?:x-goog-api-key|authorization|api[_-]?key|client_secret)\\{0,8}"?\s{0,8}[:=]\s{0,8}\\{0,8}"?)[\w.~+/-]{16,}=*/gi;

/**
 * Takes keys and declared secrets out of text, before it is written anywhere. Works on a line of JSON as on plain text:
 * what is put in needs no escape.
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  let result = withoutSecrets(text, secrets);
  for (const [pattern, name] of patterns) result = result.replace(pattern, `[redacted: ${name}]`);
  return result.replace(named, "$1[redacted: secret]");
}

/** The value as JSON without keys and secrets. It stays JSON where a secret is a number, as a PIN may be. */
export function redactedJson(value: unknown, secrets: readonly string[] = []): string {
  const plain = (_: string, item: unknown) => {
    if (typeof item === "string") return withoutSecrets(item, secrets);
    return typeof item === "number" ? withoutNumber(item, secrets) : item;
  };
  return redact(JSON.stringify(value, plain));
}

function withoutNumber(item: number, secrets: readonly string[]): number | string {
  const text = String(item);
  return text.length >= shortest && secrets.includes(text) ? "[redacted: secret]" : item;
}

/** What is shorter stands in every text: taking it out would leave nothing to read. Characters. */
const shortest = 4;

/** Text may hold a secret as it is, in JSON, or in JSON inside JSON. */
function withoutSecrets(text: string, secrets: readonly string[]): string {
  let result = text;
  for (const secret of secrets) {
    if (secret.length < shortest) continue;
    const once = JSON.stringify(secret).slice(1, -1);
    for (const form of new Set([secret, once, JSON.stringify(once).slice(1, -1)])) {
      // A PIN is not looked for inside longer numbers.
      const what = /^\d+$/.test(form) ? new RegExp(`(?<!\\d)${form}(?!\\d)`, "g") : form;
      result = result.replaceAll(what, "[redacted: secret]");
    }
  }
  return result;
}
