import type { CodeLens } from "vscode-languageserver-types";
import type { AgentDocument } from "../document/agentDocument.ts";
import type { AgentDefinition, Path } from "../document/definition.ts";
import { agentsOf, variantsOf } from "../document/readDefinition.ts";
import { fileKindOf } from "../schema/fileKind.ts";
import type { Estimate } from "../tokens/estimate.ts";
import { formatTokens, formatUsd, formatUsdRange } from "../tokens/format.ts";

export interface LensContext {
  readonly uri: string;
  /** What has been estimated so far, in any order; an agent without one shows its commands alone. */
  readonly estimates: readonly Estimate[];
  /** `$(play)`: Visual Studio Code draws it, other editors show the letters. Default: true. */
  readonly icons?: boolean;
  /** The commands that the editor can run; of the others nothing is shown but a cost. Default: all of them. */
  readonly commands?: readonly string[] | undefined;
}

/** The one argument of `flashback.run`, `flashback.compare` and `flashback.showEstimate`. */
export interface AgentArgument {
  readonly uri: string;
  readonly agentPath: Path;
}

/** Above each agent: run it, compare its variants, what it costs. */
export function agentLenses(document: AgentDocument, context: LensContext): CodeLens[] {
  if (fileKindOf(document, context.uri) !== "agent") return [];
  const variants = variantsOf(document).length;
  const icon = (name: string) => (context.icons === false ? "" : `$(${name})\u00a0`);
  return agentsOf(document).flatMap((agent) => {
    const argument: AgentArgument = { uri: context.uri, agentPath: agent.path };
    const lens = (title: string, command: string): CodeLens => ({
      range: agent.nameRange,
      command: { title, command, arguments: [argument] },
    });
    const can = (command: string) => context.commands?.includes(command) !== false;
    const estimate = estimateAt(context.estimates, agent.path);
    const showEstimate = "flashback.showEstimate";
    const lenses = [
      ...(runs(agent)
        ? [
            lens(`${icon("play")}Run`, "flashback.run"),
            lens(
              `${icon("arrow-swap")}${variants > 1 ? `Compare ${variants} variants` : "Compare"}`,
              "flashback.compare",
            ),
          ]
        : []),
    ].filter((each) => can(each.command?.command ?? ""));
    if (estimate) lenses.push(lens(estimateText(estimate), can(showEstimate) ? showEstimate : ""));
    return lenses;
  });
}

export function estimateAt(estimates: readonly Estimate[], path: Path): Estimate | undefined {
  return estimates.find((one) => one.path.length === path.length && one.path.every((key, i) => key === path[i]));
}

/** `$0.0006 (80 %: 0.0003–0.0014) · 12 in + ~310 out + ~640 thinking · prior, no runs yet` */
export function estimateText(estimate: Estimate): string {
  return [moneyText(estimate), tokensText(estimate), basisText(estimate)].filter((text) => text !== "").join(" · ");
}

export function moneyText({ cost }: Estimate): string {
  return cost ? `${formatUsd(cost.p50)} (80 %: ${formatUsdRange(cost.p80Low, cost.p80High)})` : "";
}

/** "prior, no runs yet", "from 12 runs", and why there is no price. */
export function basisText(estimate: Estimate): string {
  if (estimate.kind === "managed" && estimate.planned.length === 0) return "managed: say budget.expected_total_tokens";
  if (estimate.kind === "team" && !estimate.cost) return "not every agent has a price";
  if (estimate.kind !== "team" && estimate.model === undefined) return "no model, so no price";
  if (!estimate.cost) return `no price known for ${estimate.model}`;
  if (estimate.basis === "prior") return estimate.learnt?.simulated ? "prior, no real runs yet" : "prior, no runs yet";
  const runs = estimate.basis.slice("runs:".length);
  return `from ${runs} ${runs === "1" ? "run" : "runs"}`;
}

function tokensText(estimate: Estimate): string {
  const about = (count: number) => `~${formatTokens(count)}`;
  const { billedInput, output, thinking, planned } = estimate;
  if (planned.length === 0) return `${inputText(estimate)} in`;
  if (estimate.kind === "managed") {
    return `${about(billedInput.p50 + output.p50 + thinking.p50)} tokens, from expected_total_tokens`;
  }
  const sum = `${inputText(estimate)} in + ${about(output.p50)} out + ${about(thinking.p50)} thinking`;
  return estimate.kind === "team" ? `${sum}, sum of ${estimate.members.length} agents` : sum;
}

/** With "~" where it is not counted exactly, a variable stands in it, or the number of calls is drawn. */
export function inputText({ input, billedInput, planned }: Estimate): string {
  const count = planned.length === 0 ? input.total : billedInput.p50;
  const drawn = !input.exact || count !== input.total || billedInput.p95 !== billedInput.p50;
  return `${drawn ? "~" : ""}${formatTokens(count)}`;
}

/** Teams and managed agents are estimated, and not run by this version. */
function runs(agent: AgentDefinition): boolean {
  return agent.workflow === undefined && agent.managed === undefined && agent.target !== "managed";
}
