import { isObject, type Json, type JsonObject, own } from "../base/json.ts";
import { same } from "../base/misfit.ts";

/**
 * What a tool's `mock` answers to its call number `call` (from 0). A mock is a value for every call; a list whose n-th
 * item answers the n-th call, the last one all further calls; or `{match, return}`, alone or in a list: the first case
 * whose `match` is part of the arguments answers, and a case without `match` answers all.
 */
export function answerOfMock(
  mock: Json,
  args: JsonObject,
  call: number,
): { readonly kind: "answer"; readonly value: Json } | { readonly kind: "none" } {
  const cases = Array.isArray(mock) ? mock : [mock];
  if (cases.length > 0 && cases.every(isCase)) {
    const found = cases.find((one) => one.match === undefined || isPart(one.match, args));
    return found ? { kind: "answer", value: found.return ?? null } : { kind: "none" };
  }
  if (!Array.isArray(mock)) return { kind: "answer", value: mock };
  const value = mock[Math.min(call, mock.length - 1)] as Json | undefined;
  return value === undefined ? { kind: "none" } : { kind: "answer", value };
}

function isCase(value: unknown): value is { readonly match?: Json; readonly return: Json } {
  return isObject(value) && "return" in value && Object.keys(value).every((key) => key === "match" || key === "return");
}

/** Every key of `wanted`, at every depth, has the same value in `value`. */
function isPart(wanted: Json, value: Json | undefined): boolean {
  if (!isObject(wanted) || !isObject(value)) return same(wanted, value);
  return Object.entries(wanted).every(([key, item]) => item === undefined || isPart(item, own(value, key)));
}
