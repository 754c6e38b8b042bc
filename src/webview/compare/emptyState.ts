import { html, type TemplateResult } from "lit/html.js";
import { formatTokens } from "../../core/tokens/format.ts";
import type { CompareView, Question } from "../../protocol/compare.ts";
import { type IconName, icon } from "../ui/icon.ts";
import type { CompareActions } from "./actions.ts";
import { moneyRange, timeRange } from "./setUpBar.ts";

const titles: Record<Question["id"], readonly [IconName, string]> = {
  variants: ["person", "Is one of my variants better?"],
  thinking: ["lightbulb", "Does more thinking help?"],
  smaller: ["arrow-down", "Would a smaller model do?"],
};

/** Nothing compared yet: the questions people come with, each with what it would take. */
export function emptyState(view: CompareView, actions: CompareActions): TemplateResult {
  return html`<main class="empty"><h2>Nothing compared yet</h2>
    <p>Pick a question. You see the number of runs, the cost and the time before anything starts.</p>
    <div class="pick">${view.questions.map((question) => {
      const [sign, title] = titles[question.id];
      const { plan } = question;
      const money = view.connection.simulated ? "simulated" : plan.cost ? moneyRange(plan.cost) : "no price";
      return html`<button type="button" @click=${() => actions.post({ type: "set-up", setUp: question.setUp })}>${icon(sign)}<b>${title}</b><small>${question.what}</small>
        <span class="amount num">${formatTokens(plan.runs)} ${plan.runs === 1 ? "run" : "runs"}<small class="dim">${money}${plan.time ? ` · ${timeRange(plan.time)}` : ""}</small></span></button>`;
    })}<button type="button" @click=${() => actions.post({ type: "set-up", setUp: view.setUp })}>${icon("edit")}<b>Something else</b><small>Choose variants, models, thinking levels, inputs and repeats</small></button></div>
  </main>`;
}
