import { isObject, type Json, type JsonObject } from "../base/json.ts";
import type { AgentDocument } from "../document/agentDocument.ts";
import type { Path } from "../document/definition.ts";
import type { Problem } from "../document/problem.ts";
import { schemasIn } from "../language/rules/jsonSchemas.ts";
import { contradictions, refusedKeywords } from "../language/rules/tools.ts";
import { valueAt } from "../language/variables.ts";
import type { ForeignDialect } from "./recognise.ts";

interface Found {
  readonly schema: JsonObject;
  readonly path: Path;
  /** It goes to a field that takes a smaller part of JSON Schema. */
  readonly older: boolean;
}

/** AG402 and AG405: JSON Schemas that go to Gemini, wherever the language keeps them. */
export function checkSchemas(document: AgentDocument, dialect: ForeignDialect): readonly Problem[] {
  return foreignSchemas(document.value, dialect).flatMap(({ schema, path, older }): Problem[] => {
    const refused = refusedKeywords(schema, { older }).flatMap(({ path: inner, word, instead }): Problem[] => {
      const range = document.rangeAt([...path, ...inner])?.key;
      const message = `Gemini takes no ${word} here, and refuses the whole request for it. ${instead}`;
      return range ? [{ code: "AG402", severity: "error", message, range }] : [];
    });
    const holder = {
      rangeAt: (...at: Path) => document.rangeAt(at),
      nodeAt: (...at: Path) => document.nodeAt(at),
      line: (line: number) => document.source.line(line),
    };
    const wrong = schemasIn(schema, path)
      .flatMap((one) => contradictions(holder, one.schema, one.path))
      .map(
        ({ message, range, fix }): Problem => ({
          code: "AG405",
          severity: "error",
          message,
          range,
          ...(fix && { fix }),
        }),
      );
    return [...refused, ...wrong];
  });
}

function foreignSchemas(value: Json, dialect: ForeignDialect): readonly Found[] {
  const found: Found[] = [];
  const add = (path: Path, older: boolean) => {
    const schema = valueAt(value, path);
    if (isObject(schema)) found.push({ schema, path, older });
  };
  const declarations = (path: Path) =>
    indexes(valueAt(value, path)).forEach((i) => {
      for (const key of ["function_declarations", "functionDeclarations"]) {
        for (const j of indexes(valueAt(value, [...path, i, key]))) {
          add([...path, i, key, j, "parameters"], true);
          add([...path, i, key, j, "parameters_json_schema"], false);
          add([...path, i, key, j, "parametersJsonSchema"], false);
        }
      }
    });
  const answers = (path: Path) => {
    for (const key of ["response_schema", "responseSchema"]) add([...path, key], true);
    for (const key of ["response_json_schema", "responseJsonSchema"]) add([...path, key], false);
  };
  switch (dialect) {
    case "adk":
      declarations(["generate_content_config", "tools"]);
      answers(["generate_content_config"]);
      break;
    case "gemini":
      for (const i of indexes(valueAt(value, ["tools"]))) add(["tools", i, "parameters"], false);
      break;
    case "promptfoo":
      for (const i of indexes(valueAt(value, ["providers"]))) {
        const id = valueAt(value, ["providers", i, "id"]);
        if (typeof id !== "string" || !/^(?:google|vertex):/.test(id)) continue;
        declarations(["providers", i, "config", "tools"]);
        answers(["providers", i, "config", "generationConfig"]);
      }
      break;
  }
  return found;
}

function indexes(value: Json | undefined): readonly number[] {
  return Array.isArray(value) ? value.map((_, i) => i) : [];
}
