import type { Json } from "../base/json.ts";

/**
 * The version of what we write into a trace: the names and meanings under `flashback.*`. Raise it when a reader of the
 * version before would misread a file, keep the older shape in versions/ and add one step to `upgrade`.
 */
export const format = 1;

/** The state of the GenAI conventions that our `gen_ai.*` names follow; every one of them is still "development". */
export const schemaUrl = "https://github.com/open-telemetry/semantic-conventions-genai/tree/002c8a6e";

/** One line of a trace file: OTLP `TracesData` as JSON. 64-bit integers are strings; ids are hex. */
export interface TracesData {
  readonly resourceSpans: readonly {
    readonly resource?: { readonly attributes?: readonly KeyValue[] };
    readonly schemaUrl?: string;
    readonly scopeSpans: readonly {
      readonly scope?: { readonly name?: string; readonly version?: string };
      readonly spans: readonly OtlpSpan[];
    }[];
  }[];
}

export interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** 1 internal, 3 client. */
  readonly kind?: number;
  /** Nanoseconds since 1970 as a decimal string. */
  readonly startTimeUnixNano?: string;
  /** Absent in a start marker: the line that is written when a span opens. */
  readonly endTimeUnixNano?: string;
  readonly attributes?: readonly KeyValue[];
  readonly events?: readonly OtlpEvent[];
  /** 0 unset, 1 ok, 2 error. */
  readonly status?: { readonly code?: number; readonly message?: string };
}

export interface OtlpEvent {
  readonly name: string;
  readonly timeUnixNano?: string;
  readonly attributes?: readonly KeyValue[];
}

export interface KeyValue {
  readonly key: string;
  readonly value: AnyValue;
}

export interface AnyValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: string | number;
  readonly doubleValue?: number;
  readonly arrayValue?: { readonly values?: readonly AnyValue[] };
  readonly kvlistValue?: { readonly values?: readonly KeyValue[] };
  readonly bytesValue?: string;
}

/** Plain attributes → OTLP. Absent values are left out; objects are written as JSON text, as other recorders do. */
export function toKeyValues(attributes: Readonly<Record<string, Json | undefined>>): readonly KeyValue[] {
  return Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined || value === null ? [] : [{ key, value: toAnyValue(value) }],
  );
}

function toAnyValue(value: Json): AnyValue {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "number")
    return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  if (Array.isArray(value) && value.every((v) => typeof v === "string"))
    return { arrayValue: { values: value.map((v) => toAnyValue(v)) } };
  return { stringValue: JSON.stringify(value) };
}

/** OTLP → plain attributes, whoever wrote them. What is not an attribute is left out. */
export function fromKeyValues(list: unknown): Record<string, Json> {
  const result: Record<string, Json> = {};
  if (!Array.isArray(list)) return result;
  for (const entry of list) {
    if (typeof entry?.key !== "string") continue;
    const value = fromAnyValue(entry.value);
    if (value !== undefined) result[entry.key] = value;
  }
  return result;
}

function fromAnyValue(value: unknown): Json | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const v = value as AnyValue;
  if (typeof v.stringValue === "string") return v.stringValue;
  if (v.intValue !== undefined) return Number(v.intValue);
  if (typeof v.doubleValue === "number") return v.doubleValue;
  if (typeof v.boolValue === "boolean") return v.boolValue;
  if (v.arrayValue) return (v.arrayValue.values ?? []).map((x) => fromAnyValue(x) ?? null);
  if (v.kvlistValue) return fromKeyValues(v.kvlistValue.values);
  if (typeof v.bytesValue === "string") return v.bytesValue;
  return undefined;
}
