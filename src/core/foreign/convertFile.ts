import type { Json } from "../base/json.ts";
import { parseAgentDocument } from "../document/agentDocument.ts";
import type { Path } from "../document/definition.ts";
import type { Problem } from "../document/problem.ts";
import { diagnose } from "../language/diagnose.ts";
import { valueAt } from "../language/variables.ts";
import { type Conversion, type ConvertWorld, convert } from "./convert.ts";
import type { ForeignDialect } from "./recognise.ts";
import { dotted, type Loss } from "./source.ts";
import { writeDefinition } from "./writeDefinition.ts";

export interface ConvertedFile extends Conversion {
  readonly text: string;
}

/** Named and not there: it was so before. */
const ofTheSource = new Set(["AG201", "AG202", "AG501"]);
const mostRounds = 10;

/**
 * Another language's file as the text of a definition. What our own checks refuse in it is taken out, and told: the
 * result has no errors of its own.
 */
export async function convertFile(text: string, dialect: ForeignDialect, world: ConvertWorld): Promise<ConvertedFile> {
  const conversion = await convert(text, dialect, world);
  let value = conversion.value;
  const losses: Loss[] = [...conversion.losses];
  for (let round = 0; ; round++) {
    const written = writeDefinition(value, conversion);
    const document = parseAgentDocument(written);
    const problems = await diagnose(document, { wallMs: world.wallMs, readText: world.readText });
    const errors = problems.filter(({ severity, code }) => severity === "error" && !ofTheSource.has(code));
    if (errors.length === 0 || round === mostRounds) return { ...conversion, value, losses, text: written };
    const [problem] = errors as [Problem];
    const next = mended(
      value,
      problem,
      document.source.slice(problem.range),
      document.pathAt(problem.range.start)?.path ?? [],
    );
    if (!next) return { ...conversion, value, losses, text: written };
    value = next.value;
    losses.push({ ...originOf(next.path, conversion), kind: next.kind, message: next.message });
  }
}

interface Mended {
  readonly value: Conversion["value"];
  readonly path: Path;
  readonly kind: Loss["kind"];
  readonly message: string;
}

function mended(value: Conversion["value"], { code, message }: Problem, word: string, path: Path): Mended | undefined {
  const [name = "", key = ""] = word.split(".");
  if (code === "AG301" && name !== "state" && /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) {
    const inputs = valueAt(value, ["inputs"]);
    const declared = { ...(typeof inputs === "object" ? (inputs as object) : {}), [name]: "string" };
    return {
      value: { ...value, inputs: declared as Json },
      path,
      kind: "changed",
      message: `The prompt uses ${name}: it is declared as an input.`,
    };
  }
  if ((code === "AG301" || code === "AG304") && name === "state" && key !== "") {
    const state = valueAt(value, ["session", "state"]);
    const session = valueAt(value, ["session"]);
    const started = {
      ...(typeof session === "object" ? (session as object) : {}),
      state: { ...(typeof state === "object" ? (state as object) : {}), [key]: "" },
    };
    return {
      value: { ...value, session: started as Json },
      path,
      kind: "changed",
      message: `state.${key} is empty until an agent writes it.`,
    };
  }
  // The nearest part that can go without taking the agent with it.
  const last = path.at(-1);
  if (path.length === 0 || last === "format" || last === "name") return undefined;
  return {
    value: without(value, path) as Conversion["value"],
    path,
    kind: "lost",
    message: `"${dotted(path)}" is left out: ${message}`,
  };
}

function without(value: Json, [step, ...rest]: Path): Json {
  if (Array.isArray(value)) {
    const list = value as readonly Json[];
    return rest.length === 0
      ? list.filter((_, i) => i !== step)
      : list.map((item, i) => (i === step ? without(item, rest) : item));
  }
  const map = value as Readonly<Record<string, Json>>;
  return Object.fromEntries(
    Object.entries(map).flatMap(([key, inner]) =>
      key !== step ? [[key, inner]] : rest.length === 0 ? [] : [[key, without(inner, rest)]],
    ),
  );
}

/** Where the part of the result comes from, or the nearest part above it. */
function originOf(path: Path, { origins, sources }: Conversion): Pick<Loss, "file" | "path" | "range"> {
  for (let length = path.length; length > 0; length--) {
    const origin = origins.get(JSON.stringify(path.slice(0, length)));
    const source = origin && sources.find(({ file }) => file === origin.file);
    if (origin && source)
      return {
        ...(origin.file !== undefined && { file: origin.file }),
        path: origin.path,
        range: source.range(origin.path),
      };
  }
  const start = { line: 0, character: 0 };
  return { path: [], range: { start, end: start } };
}
