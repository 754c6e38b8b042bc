import { isObject, type Json } from "../../base/json.ts";
import type { Path } from "../../document/definition.ts";
import { nearest } from "../../schema/nearest.ts";
import { formRules } from "./form.ts";
import { ruleIds } from "./index.ts";
import { lintComments, severities } from "./lint.ts";
import { type FileRule, type Finding, type FormRule, replace } from "./rule.ts";

const text = formRules.find((rule) => rule.id === "AG109") as FormRule;

/** A rule's id, or a level, that does not exist: it would silence nothing. */
export const lintIds: FileRule = {
  ...text,
  scope: "file",
  check({ document }) {
    const findings: Finding[] = [];
    const unknown = (id: string, range: Finding["range"] | undefined, severity: Finding["severity"]) => {
      if (!range || ruleIds().includes(id)) return;
      const near = nearest(id, ruleIds());
      const message = `There is no rule "${id}".${near ? ` Did you mean ${near}?` : ""}`;
      findings.push({
        message,
        range,
        ...(severity ? { severity } : {}),
        fix: near ? replace(range, near) : undefined,
      });
    };
    for (const { ids } of lintComments(document)) for (const { id, range } of ids) unknown(id, range, "warning");
    const lint = isObject(document.value) ? document.value.lint : undefined;
    if (!isObject(lint)) return findings;
    const at = (...path: Path) => document.rangeAt(["lint", ...path]);
    if (Array.isArray(lint.disable)) {
      (lint.disable as readonly Json[]).forEach((id, i) => {
        if (typeof id === "string") unknown(id, at("disable", i)?.value, undefined);
      });
    }
    if (!isObject(lint.severity)) return findings;
    for (const [id, level] of Object.entries(lint.severity)) {
      unknown(id, at("severity", id)?.key, undefined);
      const range = at("severity", id)?.value;
      if (range && typeof level === "string" && !severities.some((s) => s === level)) {
        const near = nearest(level, severities);
        const message = `"${level}" is no level. There are ${severities.join(", ")}.`;
        findings.push({ message, range, fix: near ? replace(range, near) : undefined });
      }
    }
    return findings;
  },
};
