import add from "@vscode/codicons/src/icons/add.svg";
import arrowDown from "@vscode/codicons/src/icons/arrow-down.svg";
import arrowUp from "@vscode/codicons/src/icons/arrow-up.svg";
import beaker from "@vscode/codicons/src/icons/beaker.svg";
import bookmark from "@vscode/codicons/src/icons/bookmark.svg";
import check from "@vscode/codicons/src/icons/check.svg";
import chevronDown from "@vscode/codicons/src/icons/chevron-down.svg";
import chevronLeft from "@vscode/codicons/src/icons/chevron-left.svg";
import chevronRight from "@vscode/codicons/src/icons/chevron-right.svg";
import circle from "@vscode/codicons/src/icons/circle.svg";
import circleFilled from "@vscode/codicons/src/icons/circle-filled.svg";
import circleSlash from "@vscode/codicons/src/icons/circle-slash.svg";
import clockface from "@vscode/codicons/src/icons/clockface.svg";
import close from "@vscode/codicons/src/icons/close.svg";
import dash from "@vscode/codicons/src/icons/dash.svg";
import database from "@vscode/codicons/src/icons/database.svg";
import debugBreakpointData from "@vscode/codicons/src/icons/debug-breakpoint-data.svg";
import debugContinue from "@vscode/codicons/src/icons/debug-continue.svg";
import debugDisconnect from "@vscode/codicons/src/icons/debug-disconnect.svg";
import debugPause from "@vscode/codicons/src/icons/debug-pause.svg";
import debugRestart from "@vscode/codicons/src/icons/debug-restart.svg";
import debugStart from "@vscode/codicons/src/icons/debug-start.svg";
import debugStepBack from "@vscode/codicons/src/icons/debug-step-back.svg";
import debugStepInto from "@vscode/codicons/src/icons/debug-step-into.svg";
import debugStepOut from "@vscode/codicons/src/icons/debug-step-out.svg";
import debugStepOver from "@vscode/codicons/src/icons/debug-step-over.svg";
import debugStop from "@vscode/codicons/src/icons/debug-stop.svg";
import diffMultiple from "@vscode/codicons/src/icons/diff-multiple.svg";
import edit from "@vscode/codicons/src/icons/edit.svg";
import error from "@vscode/codicons/src/icons/error.svg";
import exportIcon from "@vscode/codicons/src/icons/export.svg";
import eye from "@vscode/codicons/src/icons/eye.svg";
import filter from "@vscode/codicons/src/icons/filter.svg";
import gitCompare from "@vscode/codicons/src/icons/git-compare.svg";
import goToFile from "@vscode/codicons/src/icons/go-to-file.svg";
import graphLine from "@vscode/codicons/src/icons/graph-line.svg";
import history from "@vscode/codicons/src/icons/history.svg";
import info from "@vscode/codicons/src/icons/info.svg";
import json from "@vscode/codicons/src/icons/json.svg";
import key from "@vscode/codicons/src/icons/key.svg";
import lightbulb from "@vscode/codicons/src/icons/lightbulb.svg";
import link from "@vscode/codicons/src/icons/link.svg";
import listTree from "@vscode/codicons/src/icons/list-tree.svg";
import loading from "@vscode/codicons/src/icons/loading.svg";
import lock from "@vscode/codicons/src/icons/lock.svg";
import organization from "@vscode/codicons/src/icons/organization.svg";
import pass from "@vscode/codicons/src/icons/pass.svg";
import person from "@vscode/codicons/src/icons/person.svg";
import play from "@vscode/codicons/src/icons/play.svg";
import question from "@vscode/codicons/src/icons/question.svg";
import record from "@vscode/codicons/src/icons/record.svg";
import refresh from "@vscode/codicons/src/icons/refresh.svg";
import remove from "@vscode/codicons/src/icons/remove.svg";
import robot from "@vscode/codicons/src/icons/robot.svg";
import save from "@vscode/codicons/src/icons/save.svg";
import search from "@vscode/codicons/src/icons/search.svg";
import settings from "@vscode/codicons/src/icons/settings.svg";
import sparkle from "@vscode/codicons/src/icons/sparkle.svg";
import symbolNumeric from "@vscode/codicons/src/icons/symbol-numeric.svg";
import symbolVariable from "@vscode/codicons/src/icons/symbol-variable.svg";
import sync from "@vscode/codicons/src/icons/sync.svg";
import table from "@vscode/codicons/src/icons/table.svg";
import thinking from "@vscode/codicons/src/icons/thinking.svg";
import tools from "@vscode/codicons/src/icons/tools.svg";
import typeHierarchySub from "@vscode/codicons/src/icons/type-hierarchy-sub.svg";
import warning from "@vscode/codicons/src/icons/warning.svg";
import { html, svg, type TemplateResult } from "lit/html.js";

/** The codicons that the webviews use. To use another one, add a row. */
const texts = {
  add,
  "arrow-down": arrowDown,
  "arrow-up": arrowUp,
  beaker,
  bookmark,
  check,
  "chevron-down": chevronDown,
  "chevron-left": chevronLeft,
  "chevron-right": chevronRight,
  circle,
  "circle-filled": circleFilled,
  "circle-slash": circleSlash,
  clockface,
  close,
  database,
  dash,
  "debug-breakpoint-data": debugBreakpointData,
  "debug-continue": debugContinue,
  "debug-disconnect": debugDisconnect,
  "debug-pause": debugPause,
  "debug-restart": debugRestart,
  "debug-start": debugStart,
  "debug-step-back": debugStepBack,
  "debug-step-into": debugStepInto,
  "debug-step-out": debugStepOut,
  "debug-step-over": debugStepOver,
  "debug-stop": debugStop,
  "diff-multiple": diffMultiple,
  edit,
  error,
  export: exportIcon,
  eye,
  filter,
  "git-compare": gitCompare,
  "go-to-file": goToFile,
  "graph-line": graphLine,
  history,
  info,
  json,
  key,
  lightbulb,
  link,
  "list-tree": listTree,
  loading,
  lock,
  organization,
  pass,
  play,
  person,
  question,
  record,
  refresh,
  remove,
  robot,
  save,
  search,
  settings,
  sparkle,
  "symbol-numeric": symbolNumeric,
  "symbol-variable": symbolVariable,
  sync,
  table,
  thinking,
  tools,
  "type-hierarchy-sub": typeHierarchySub,
  warning,
} as const;
export type IconName = keyof typeof texts;

/** A codicon in the colour of the text around it. Hidden from screen readers: the word beside it says the same. */
export function icon(name: IconName, size: "normal" | "small" = "normal"): TemplateResult {
  return html`<svg class=${size === "small" ? "i s" : "i"} viewBox="0 0 16 16" fill="currentColor" aria-hidden="true">${paths(name)}</svg>`;
}

/** The outline alone: a codicon's file is one or more `<path>` with `d` and sometimes `fill-rule`. */
function paths(name: IconName) {
  return [...texts[name].matchAll(/<path ([^>]*)>/g)].map(([, attributes = ""]) => {
    const d = /\bd="([^"]*)"/.exec(attributes)?.[1] ?? "";
    return /evenodd/.test(attributes) ? svg`<path fill-rule="evenodd" d=${d} />` : svg`<path d=${d} />`;
  });
}
