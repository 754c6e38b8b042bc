/** What an editor is told about a file of another language: the server reads it all at once, when one is opened. */
export { checkedDialects, checkForeign } from "./checkForeign.ts";
export { foreignDefinition } from "./foreignDefinition.ts";
export { foreignFiles } from "./foreignFiles.ts";
export { foreignSymbols } from "./foreignSymbols.ts";
export { frontMatter } from "./frontMatter.ts";
export { readAround } from "./readAround.ts";
