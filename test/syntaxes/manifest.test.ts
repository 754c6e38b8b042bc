import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { tokenTypes } from "../../src/core/language/tokenLegend.ts";

const { contributes } = JSON.parse(readFileSync(path.join(import.meta.dirname, "../../package.json"), "utf8")) as {
  contributes: {
    languages: { id: string }[];
    semanticTokenScopes: { language: string; scopes: Record<string, string[]> }[];
  };
};

test("a word that the server colours has a colour in every one of our languages, also in themes that know no such words", () => {
  const languages = contributes.languages.map(({ id }) => id);
  expect(contributes.semanticTokenScopes.map(({ language }) => language)).toEqual(languages);
  for (const { scopes } of contributes.semanticTokenScopes) {
    expect(scopes).toEqual(contributes.semanticTokenScopes[0]?.scopes);
    expect(Object.keys(scopes).filter((type) => !type.includes("."))).toEqual([...tokenTypes]);
  }
});
