// The licence texts of what is bundled, in one file beside the bundles: most of them ask to go along with the code.
import fs from "node:fs";
import path from "node:path";

/**
 * A text that several packages share stands once, under all of their names.
 * @param {string} root the folder that holds node_modules
 * @param {readonly string[]} names
 */
export function licenceTexts(root, names) {
  const shared = new Map();
  for (const name of names) {
    const folder = path.join(root, "node_modules", name);
    const manifest = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8"));
    const text = ownText(folder) ?? readmeText(folder) ?? standardText(name, manifest);
    const key = text.replaceAll(/\s+/g, " ");
    const known = shared.get(key) ?? { text, packages: [] };
    known.packages.push(`${name} ${manifest.version}`);
    shared.set(key, known);
  }
  const rule = "-".repeat(80);
  return [
    "The licences of the packages that are part of this extension.",
    ...[...shared.values()].map(({ text, packages }) => `${rule}\n${packages.join(", ")}\n${rule}\n\n${text}`),
    "",
  ].join("\n\n");
}

function ownText(folder) {
  const files = fs
    .readdirSync(folder)
    .filter((file) => /^(licen[cs]e|copying|notice|thirdpartynotices)([.-].*)?$/i.test(file))
    .sort();
  return files.map((file) => fs.readFileSync(path.join(folder, file), "utf8").trim()).join("\n\n") || undefined;
}

/** Some keep the whole text under a heading of their readme. */
function readmeText(folder) {
  const readme = fs.readdirSync(folder).find((file) => /^readme\.md$/i.test(file));
  const text = readme && fs.readFileSync(path.join(folder, readme), "utf8");
  const section =
    text && /^(?:#+ *licen[cs]e|licen[cs]e\n-+) *\n([\s\S]*?)(?=\n#|$(?![\s\S]))/im.exec(text)?.[1]?.trim();
  return section && /permission is hereby granted/i.test(section)
    ? section.replaceAll("&lt;", "<").replaceAll("&gt;", ">")
    : undefined;
}

/** A package that names MIT and holds no text of it: the text as it is known, with whom it is from. */
function standardText(name, { license, author, repository }) {
  if (license !== "MIT")
    throw new Error(`${name} is bundled and has no licence text (${license}): find it, and add it.`);
  const by = typeof author === "string" ? author : (author?.name ?? `the authors of ${name}`);
  const where = typeof repository === "string" ? repository : repository?.url;
  return `MIT License

Copyright (c) ${by}${where ? ` (${where})` : ""}

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.`;
}
