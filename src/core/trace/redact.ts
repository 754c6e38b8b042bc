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
  [/-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----[^"]*?-----END (?:[A-Z]+ )?PRIVATE KEY-----/g, "private key"],
  [/(?<=\bBearer )[\w.~+/-]{16,}=*/g, "bearer token"],
  [/(?<=\b(?:x-goog-api-key|authorization|api[_-]?key|client_secret)\\*"?\s*[:=]\s*\\*"?)[\w.~+/-]{16,}=*/gi, "secret"],
];

/**
 * Takes keys and declared secrets out of text, before it is written anywhere. Works on a line of JSON as on plain text:
 * what is put in needs no escape.
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  let result = text;
  for (const secret of secrets) {
    if (secret.length < 4) continue;
    for (const form of new Set([secret, JSON.stringify(secret).slice(1, -1)]))
      result = result.replaceAll(form, "[redacted: secret]");
  }
  for (const [pattern, name] of patterns) result = result.replace(pattern, `[redacted: ${name}]`);
  return result;
}
