import { isObject, type Json } from "../../base/json.ts";
import { formatTokens } from "../../tokens/format.ts";
import { modelOf } from "../../tokens/prices.ts";
import type { AgentPart } from "./agentPart.ts";
import type { AgentRule, Finding } from "./rule.ts";

/** Google's advice about function calling: at most ten to twenty at a time. */
const mostTools = 20;

export const manyTools: AgentRule = {
  id: "AG408",
  scope: "agent",
  severity: "warning",
  check(agent) {
    const tools = Array.isArray(agent.body.tools) ? (agent.body.tools as readonly Json[]) : [];
    const count = tools.reduce<number>((sum, tool) => sum + namesOf(tool), 0);
    const range = count > mostTools ? agent.rangeAt("tools")?.key : undefined;
    if (!range) return [];
    const written = tools.map((tool) =>
      isObject(tool) ? JSON.stringify([tool.name, tool.description, tool.parameters]).length : 0,
    );
    // Four characters are about a token.
    const tokens = Math.ceil(written.reduce((sum, length) => sum + length, 0) / 4);
    const message = `These are ${count} tools, about ${formatTokens(tokens)} tokens in every request. With more than ${mostTools} a model chooses worse.`;
    return [{ message, range }];
  },
};

/** A server has as many as it is allowed to have. */
function namesOf(tool: Json): number {
  const allowed = isObject(tool) && Array.isArray(tool.allowed_tools) ? (tool.allowed_tools as readonly Json[]) : [];
  const named = allowed.flatMap((one) => (isObject(one) && Array.isArray(one.tools) ? one.tools : [one]));
  return Math.max(1, named.length);
}

/** What no model reads, by the ending of a file. */
const packed = /\.(?:zip|t?gz|tar|7z|rar|exe|dll|bin|iso|sqlite|db|parquet)$/i;
const office = /\.(?:docx?|xlsx?|pptx?|odt|ods|odp)$/i;
const pictures = /\.(?:png|jpe?g|gif|webp|heic|bmp|tiff?|mp[34]|wav|ogg|flac|mov|webm|avi|pdf)$/i;

export const inputKind: AgentRule = {
  id: "AG508",
  scope: "agent",
  severity: "error",
  check(agent) {
    if (!Array.isArray(agent.body.context)) return [];
    const accepts = agent.model === undefined ? undefined : modelOf(agent.model)?.accepts;
    return (agent.body.context as readonly Json[]).flatMap((part, i): Finding[] => {
      const kind = inputKindOf(part);
      const key = ["mime_type", "file", "uri"].find((one) => isObject(part) && part[one] !== undefined);
      const range = kind && key ? agent.rangeAt("context", i, key)?.value : undefined;
      if (!kind || !range) return [];
      if (agent.target === "managed") {
        const message = `A managed agent is given text and images, no ${kind}: put the file into "environment.sources".`;
        return kind === "image" ? [] : [{ message, range }];
      }
      const taken = accepts?.includes(kind) || (kind !== "packed files" && (!accepts || kind === "pdf"));
      const list = accepts ? ` It takes ${accepts.join(", ")}.` : "";
      return taken ? [] : [{ message: `${agent.model ?? "The model"} does not take ${kind}.${list}`, range }];
    });
  },
};

/** What a part of the context is, in the words of the price list; undefined: text, or not known. */
export function inputKindOf(part: Json): string | undefined {
  if (!isObject(part)) return undefined;
  const type = typeof part.mime_type === "string" ? part.mime_type.toLowerCase() : undefined;
  const name = String(part.file ?? part.uri ?? "");
  const media = /^(image|audio|video)\//.exec(type ?? "")?.[1];
  if (media) return media;
  if (type === "application/pdf" || (!type && /\.pdf$/i.test(name))) return "pdf";
  if (/officedocument|msword|ms-excel|ms-powerpoint|opendocument/.test(type ?? "") || (!type && office.test(name)))
    return "office documents";
  if (
    /^application\/(?:zip|gzip|x-tar|x-7z|octet-stream|x-msdownload)/.test(type ?? "") ||
    (!type && packed.test(name))
  )
    return "packed files";
  return undefined;
}

/** Google's own command line leaves larger ones out. */
const mostInline = 1024 * 1024;

export const inlineFile: AgentRule = {
  id: "AG609",
  scope: "agent",
  severity: "warning",
  check(agent) {
    const { environment } = agent.body;
    if (!isObject(environment) || !Array.isArray(environment.sources)) return [];
    return (environment.sources as readonly Json[]).flatMap((source, i): Finding[] => {
      if (!isObject(source) || source.type !== "inline" || typeof source.file !== "string") return [];
      const range = agent.rangeAt("environment", "sources", i, "file")?.value;
      const message = unfit(agent, source.file, source.encoding === "base64");
      return message && range ? [{ message, range }] : [];
    });
  },
};

function unfit(agent: AgentPart, file: string, encoded: boolean): string | undefined {
  const other = 'Let it come from "gcs" or a "repository".';
  if (!encoded && [packed, office, pictures].some((ending) => ending.test(file)))
    return `${file} is no text, and would arrive damaged. ${other}`;
  const length = agent.facts.text(file)?.length ?? 0;
  if (length <= mostInline) return undefined;
  return `${file} has ${(length / mostInline).toFixed(1)} MB, and inline are at most 1 MB. ${other}`;
}
