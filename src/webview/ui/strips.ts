import { html, type TemplateResult } from "lit/html.js";
import { button } from "./controls.ts";
import { icon } from "./icon.ts";

// What a panel says above everything else, in the same words wherever something is run.

export function notTrusted(manage: () => void): TemplateResult {
  return html`<section class="strip warn" role="alert"><div class="l">${icon("lock")}<span class="grow"><b>This workspace is not trusted: nothing runs and nothing is sent.</b> Looking, estimating and replaying work all the same.</span>${button({ label: "Manage trust…", click: manage })}</div></section>`;
}

/** The definition cannot be run, and why. */
export function cannotRun(problem: string, open: () => void): TemplateResult {
  return html`<section class="strip error" role="alert"><div class="l">${icon("error")}<span class="grow"><b>${problem}</b></span>${button({ label: "Open the definition", icon: "go-to-file", click: open })}</div></section>`;
}

/** `addKey` is absent where there is a key by now, and what is on show was made without one. */
export function simulatedWithoutKey(addKey: (() => void) | undefined): TemplateResult {
  return html`<section class="strip sim"><div class="l">${icon("beaker")}<span class="grow"><b>Simulated: there ${addKey ? "is no key yet" : "was no key when it ran"}.</b> Answers, times and costs are drawn by the built-in simulator and say nothing about the real models. Nothing is sent, nothing is billed.</span>${addKey ? addKeyButton(addKey) : ""}</div></section>`;
}

export function addKeyButton(click: () => void): TemplateResult {
  return button({ label: "Add a key…", icon: "key", click });
}
