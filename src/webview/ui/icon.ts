import add from "@vscode/codicons/src/icons/add.svg";
import arrowDown from "@vscode/codicons/src/icons/arrow-down.svg";
import arrowUp from "@vscode/codicons/src/icons/arrow-up.svg";
import beaker from "@vscode/codicons/src/icons/beaker.svg";
import check from "@vscode/codicons/src/icons/check.svg";
import chevronRight from "@vscode/codicons/src/icons/chevron-right.svg";
import circle from "@vscode/codicons/src/icons/circle.svg";
import circleFilled from "@vscode/codicons/src/icons/circle-filled.svg";
import circleSlash from "@vscode/codicons/src/icons/circle-slash.svg";
import clockface from "@vscode/codicons/src/icons/clockface.svg";
import close from "@vscode/codicons/src/icons/close.svg";
import dash from "@vscode/codicons/src/icons/dash.svg";
import database from "@vscode/codicons/src/icons/database.svg";
import debugDisconnect from "@vscode/codicons/src/icons/debug-disconnect.svg";
import debugPause from "@vscode/codicons/src/icons/debug-pause.svg";
import debugStop from "@vscode/codicons/src/icons/debug-stop.svg";
import diffMultiple from "@vscode/codicons/src/icons/diff-multiple.svg";
import edit from "@vscode/codicons/src/icons/edit.svg";
import error from "@vscode/codicons/src/icons/error.svg";
import exportIcon from "@vscode/codicons/src/icons/export.svg";
import file from "@vscode/codicons/src/icons/file.svg";
import gitBranch from "@vscode/codicons/src/icons/git-branch.svg";
import gitCompare from "@vscode/codicons/src/icons/git-compare.svg";
import gitMerge from "@vscode/codicons/src/icons/git-merge.svg";
import globe from "@vscode/codicons/src/icons/globe.svg";
import goToFile from "@vscode/codicons/src/icons/go-to-file.svg";
import history from "@vscode/codicons/src/icons/history.svg";
import hubot from "@vscode/codicons/src/icons/hubot.svg";
import info from "@vscode/codicons/src/icons/info.svg";
import json from "@vscode/codicons/src/icons/json.svg";
import key from "@vscode/codicons/src/icons/key.svg";
import lightbulb from "@vscode/codicons/src/icons/lightbulb.svg";
import link from "@vscode/codicons/src/icons/link.svg";
import listTree from "@vscode/codicons/src/icons/list-tree.svg";
import listUnordered from "@vscode/codicons/src/icons/list-unordered.svg";
import lock from "@vscode/codicons/src/icons/lock.svg";
import organization from "@vscode/codicons/src/icons/organization.svg";
import person from "@vscode/codicons/src/icons/person.svg";
import play from "@vscode/codicons/src/icons/play.svg";
import question from "@vscode/codicons/src/icons/question.svg";
import refresh from "@vscode/codicons/src/icons/refresh.svg";
import repoForked from "@vscode/codicons/src/icons/repo-forked.svg";
import save from "@vscode/codicons/src/icons/save.svg";
import screenFull from "@vscode/codicons/src/icons/screen-full.svg";
import search from "@vscode/codicons/src/icons/search.svg";
import symbolVariable from "@vscode/codicons/src/icons/symbol-variable.svg";
import sync from "@vscode/codicons/src/icons/sync.svg";
import table from "@vscode/codicons/src/icons/table.svg";
import thinking from "@vscode/codicons/src/icons/thinking.svg";
import tools from "@vscode/codicons/src/icons/tools.svg";
import typeHierarchy from "@vscode/codicons/src/icons/type-hierarchy.svg";
import warning from "@vscode/codicons/src/icons/warning.svg";
import zoomIn from "@vscode/codicons/src/icons/zoom-in.svg";
import zoomOut from "@vscode/codicons/src/icons/zoom-out.svg";
import { html, svg, type TemplateResult } from "lit/html.js";

/** The codicons that the webviews use. To use another one, add a row. */
const texts = {
  add,
  "arrow-down": arrowDown,
  "arrow-up": arrowUp,
  beaker,
  check,
  "chevron-right": chevronRight,
  circle,
  "circle-filled": circleFilled,
  "circle-slash": circleSlash,
  clockface,
  close,
  database,
  dash,
  "debug-disconnect": debugDisconnect,
  "debug-pause": debugPause,
  "debug-stop": debugStop,
  "diff-multiple": diffMultiple,
  edit,
  error,
  export: exportIcon,
  "git-compare": gitCompare,
  "go-to-file": goToFile,
  history,
  info,
  json,
  key,
  lightbulb,
  link,
  "list-tree": listTree,
  lock,
  play,
  person,
  question,
  refresh,
  save,
  search,
  table,
  thinking,
  tools,
  warning,
  file,
  "git-branch": gitBranch,
  "git-merge": gitMerge,
  globe,
  hubot,
  organization,
  "repo-forked": repoForked,
  "screen-full": screenFull,
  "symbol-variable": symbolVariable,
  sync,
  "zoom-in": zoomIn,
  "zoom-out": zoomOut,
  "list-unordered": listUnordered,
  "type-hierarchy": typeHierarchy,
} as const;
export type IconName = keyof typeof texts;

/** A codicon in the colour of the text around it. Hidden from screen readers: the word beside it says the same. */
export function icon(name: IconName, size: "normal" | "small" = "normal"): TemplateResult {
  return html`<svg class=${size === "small" ? "i s" : "i"} viewBox="0 0 16 16" fill="currentColor" aria-hidden="true">${iconPaths(name)}</svg>`;
}

/** The outline alone, 16 by 16, for use inside a drawing: a codicon's file is one or more `<path>` with `d` and sometimes `fill-rule`. */
export function iconPaths(name: IconName) {
  return [...texts[name].matchAll(/<path ([^>]*)>/g)].map(([, attributes = ""]) => {
    const d = /\bd="([^"]*)"/.exec(attributes)?.[1] ?? "";
    return /evenodd/.test(attributes) ? svg`<path fill-rule="evenodd" d=${d} />` : svg`<path d=${d} />`;
  });
}
