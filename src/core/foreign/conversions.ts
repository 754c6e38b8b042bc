/** What is read only when somebody converts: a bundle of its own, since it brings the YAML library. */
export { convertFile } from "./convertFile.ts";
export { exportDefinition } from "./export.ts";
