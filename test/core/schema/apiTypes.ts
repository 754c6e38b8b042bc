import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Node, TypeNode } from "typescript/unstable/ast";
import * as is from "typescript/unstable/ast/is";
import { API } from "typescript/unstable/sync";

/** What `@google/genai` declares: the fields of its types and the words of its unions. */
export interface ApiTypes {
  /** `interactions.GenerationConfig`, `types.GenerateContentConfig`; undefined when there is no such type. */
  fieldsOf(type: string): ReadonlyMap<string, ApiField> | undefined;
  /** The texts that a union lists. */
  wordsOf(type: string): readonly string[];
  /** The types that a union lists. */
  partsOf(type: string): readonly string[];
}

export interface ApiField {
  readonly deprecated: boolean;
  /** What a value may be: "text", "number", "boolean", "list", "map"; "any" when it may be anything. */
  readonly forms: ReadonlySet<string>;
}

export function readApiTypes(): ApiTypes {
  const file = path.join(import.meta.dirname, "../../../node_modules/@google/genai/dist/genai.d.ts");
  const folder = mkdtempSync(path.join(os.tmpdir(), "fb-api-"));
  const config = path.join(folder, "tsconfig.json");
  // Only this one file is read, not what it imports.
  writeFileSync(
    config,
    JSON.stringify({ compilerOptions: { noLib: true, types: [], noResolve: true }, files: [file] }),
  );
  const api = new API({ cwd: folder });
  try {
    const [project] = api.updateSnapshot({ openProjects: [config] }).getProjects();
    const source = project?.program.getSourceFile(file);
    if (!source) throw new Error(`${file} was not read.`);
    return typesOf([...source.statements]);
  } finally {
    api.close();
    rmSync(folder, { recursive: true });
  }
}

function isDeprecated(tag: { readonly tagName: { readonly text: string } }): boolean {
  return tag.tagName.text === "deprecated";
}

function typesOf(statements: readonly Node[]): ApiTypes {
  const declared = new Map<string, Node>();
  /** `interactions.GenerationConfig` → `GenerationConfig_2`. */
  const exported = new Map<string, string>();
  for (const statement of statements) {
    if (
      is.isTypeAliasDeclaration(statement) ||
      is.isInterfaceDeclaration(statement) ||
      is.isClassDeclaration(statement) ||
      is.isEnumDeclaration(statement)
    ) {
      if (statement.name) declared.set(statement.name.text, statement);
    } else if (is.isModuleDeclaration(statement) && statement.body && is.isModuleBlock(statement.body)) {
      for (const inner of statement.body.statements) {
        if (!is.isExportDeclaration(inner) || !inner.exportClause || !is.isNamedExports(inner.exportClause)) continue;
        for (const each of inner.exportClause.elements) {
          exported.set(`${statement.name.text}.${each.name.text}`, (each.propertyName ?? each.name).text);
        }
      }
    }
  }
  const named = (type: string) => declared.get(exported.get(type) ?? type.split(".").at(-1) ?? type);
  const membersOf = (node: Node | undefined): readonly Node[] | undefined => {
    if (!node) return undefined;
    if (is.isInterfaceDeclaration(node) || is.isClassDeclaration(node)) return [...node.members];
    if (is.isTypeAliasDeclaration(node) && is.isTypeLiteralNode(node.type)) return [...node.type.members];
    return undefined;
  };
  const unionOf = (type: string): readonly TypeNode[] => {
    const node = named(type);
    if (!node || !is.isTypeAliasDeclaration(node)) return [];
    return is.isUnionTypeNode(node.type) ? [...node.type.types] : [node.type];
  };
  const formsOf = (node: TypeNode | undefined, depth = 0): readonly string[] => {
    if (!node || depth > 8) return ["any"];
    if (is.isUnionTypeNode(node)) return [...node.types].flatMap((each) => formsOf(each, depth + 1));
    if (is.isParenthesizedTypeNode(node)) return formsOf(node.type, depth + 1);
    // (string & {})
    if (is.isIntersectionTypeNode(node)) return formsOf(node.types[0], depth + 1);
    if (is.isArrayTypeNode(node)) return ["list"];
    if (is.isTypeLiteralNode(node)) return ["map"];
    if (is.isLiteralTypeNode(node)) return is.isStringLiteral(node.literal) ? ["text"] : ["any"];
    if (is.isTypeReferenceNode(node)) {
      const name = node.typeName.getText().split(".").at(-1) ?? "";
      if (name === "Array") return ["list"];
      if (name === "Record") return ["map"];
      const target = named(node.typeName.getText());
      if (!target) return ["any"];
      if (is.isTypeAliasDeclaration(target)) return formsOf(target.type, depth + 1);
      return is.isEnumDeclaration(target) ? ["text"] : ["map"];
    }
    const word = node.getText();
    if (word === "string") return ["text"];
    if (word === "number" || word === "boolean") return [word];
    return word === "undefined" ? [] : ["any"];
  };
  return {
    fieldsOf(type) {
      const members = membersOf(named(type));
      return (
        members &&
        new Map(
          members.flatMap((member): [string, ApiField][] => {
            if (!is.isPropertySignatureDeclaration(member) && !is.isPropertyDeclaration(member)) return [];
            const deprecated = (member.jsDoc ?? []).some(
              (doc) => is.isJSDoc(doc) && [...(doc.tags ?? [])].some(isDeprecated),
            );
            return [[member.name.getText(), { deprecated, forms: new Set(formsOf(member.type)) }]];
          }),
        )
      );
    },
    wordsOf: (type) => {
      const node = named(type);
      if (node && is.isEnumDeclaration(node)) return [...node.members].map((member) => member.name.getText());
      return unionOf(type).flatMap((each) =>
        is.isLiteralTypeNode(each) && is.isStringLiteral(each.literal) ? [each.literal.text] : [],
      );
    },
    partsOf: (type) => unionOf(type).flatMap((each) => (is.isTypeReferenceNode(each) ? [each.typeName.getText()] : [])),
  };
}
