import type { Step, Stretch } from "../../core/trace/steps.ts";
import { gapsOf } from "../../core/trace/why.ts";
import { clock, ms } from "./words.ts";

// The whole run on one canvas. Shape says what a piece is; colour only repeats it:
// line = waiting · outlined box = thinking · full box = output · low box = tool · outlined low box with ✕ = tool error
// · hatched = estimated · dots = nobody knows · diamond = state write · bracket = enter and exit.

export const axisHeight = 20;
export const laneHeight = 26;

export interface Picture {
  readonly steps: readonly Step[];
  readonly lanes: readonly string[];
  /** Lane of an agent; agents beyond the last lane share it. */
  readonly laneOf: (agent: string) => number;
  readonly extent: { readonly from: number; readonly to: number } | undefined;
  readonly gaps: ReturnType<typeof gapsOf>;
  readonly live: boolean;
  /** Not everything has been read. */
  readonly partial: boolean;
}

const mostLanes = 10;

/** What does not change while the cursor moves, made once per message. */
export function pictureOf(
  steps: readonly Step[],
  agents: readonly string[],
  extent: Picture["extent"],
  live: boolean,
  partial: boolean,
): Picture {
  const shown = agents.length > mostLanes ? agents.slice(0, mostLanes - 1) : agents;
  const lanes = agents.length > mostLanes ? [...shown, `${agents.length - shown.length} more agents`] : shown;
  const index = new Map(shown.map((agent, i) => [agent, i]));
  return {
    steps,
    lanes,
    laneOf: (agent) => index.get(agent) ?? lanes.length - 1,
    extent,
    gaps: gapsOf(steps),
    live,
    partial,
  };
}

export function heightOf(lanes: number, counters: boolean): number {
  return axisHeight + laneHeight * (lanes + (counters ? 3 : 0));
}

export interface Look {
  readonly cursor: number;
  readonly counters: boolean;
  readonly zoom?: readonly [number, number];
}

/** Everything but the playhead, drawn once and laid under it while the cursor moves. */
export interface Layer {
  canvas?: HTMLCanvasElement;
  picture?: Picture;
  key?: string;
}

/** Draws, and answers which step stands nearest to a place. */
export function drawOverview(
  canvas: HTMLCanvasElement,
  picture: Picture,
  look: Look,
  layer: Layer,
): (x: number) => number {
  const { steps, lanes } = picture;
  const width = canvas.parentElement?.clientWidth ?? 0;
  const height = heightOf(lanes.length, look.counters);
  const ratio = globalThis.devicePixelRatio || 1;
  const timed = picture.extent !== undefined && picture.extent.to > picture.extent.from;
  const [from, to] = timed ? (look.zoom ?? [picture.extent.from, picture.extent.to]) : [0, 1];
  const pad = 10;
  // A live run and one that is still being read leave room for what comes.
  const room = picture.live || picture.partial ? 1.15 : 1;
  const scale = (width - 2 * pad) / Math.max(1e-6, (to - from) * room);
  const timeX = (t: number) => pad + (t - from) * scale;
  const stepX = (step: Step, i: number) =>
    timed ? timeX(step.t ?? from) : pad + ((width - 2 * pad) * (i + 0.5)) / Math.max(1, steps.length);
  const nearest = (x: number) =>
    nearestStep(steps, timed, (s, i) => Math.abs(stepX(s, i) - x), timed ? (x - pad) / scale + from : 0);

  const context = canvas.getContext("2d");
  if (!context || width === 0) return nearest;
  layer.canvas ??= document.createElement("canvas");
  const under = layer.canvas.getContext("2d");
  if (!under) return nearest;
  let g: CanvasRenderingContext2D = under;
  const c = colours(canvas, context);
  const contrast = document.body.classList.contains("vscode-high-contrast");
  const use = (sheet: HTMLCanvasElement, pen: CanvasRenderingContext2D) => {
    sheet.width = Math.round(width * ratio);
    sheet.height = Math.round(height * ratio);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.lineWidth = 1;
    pen.textBaseline = "middle";
    g = pen;
  };
  const laneY = (i: number) => axisHeight + laneHeight * i;
  const text = (
    words: string,
    x: number,
    y: number,
    colour: string,
    size = 11,
    align: CanvasTextAlign = "left",
    weight = "",
  ) => {
    g.fillStyle = colour;
    g.font = `${weight} ${size}px ${c.font}`;
    g.textAlign = align;
    g.fillText(words, x, y);
  };
  const widthOf = (words: string) => {
    g.font = `11px ${c.font}`;
    return g.measureText(words).width;
  };
  const line = (x1: number, y1: number, x2: number, y2: number) => {
    g.beginPath();
    g.moveTo(x1, y1);
    g.lineTo(x2, y2);
    g.stroke();
  };

  // Long runs put many pieces into one pixel: one of each lane and kind is enough.
  const last = new Map<string, number>();
  const fresh = (lane: number, kind: string, x: number, w: number) => {
    if (x + w < 0 || x > width) return false;
    const key = `${lane}${kind}`;
    if (w < 1.5 && x - (last.get(key) ?? Number.NEGATIVE_INFINITY) < 1) return false;
    last.set(key, x);
    return true;
  };
  const key = JSON.stringify([width, height, ratio, look.counters, from, to, contrast, c]);
  if (layer.picture !== picture || layer.key !== key) {
    use(layer.canvas, under);
    drawLayer();
    layer.picture = picture;
    layer.key = key;
  }
  use(canvas, context);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.drawImage(layer.canvas, 0, 0);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  drawAxisWords(drawPlayhead());
  return nearest;

  function drawLayer(): void {
    g.strokeStyle = c.line;
    for (let i = 0; i <= lanes.length + (look.counters ? 3 : 0); i++) line(0, laneY(i) - 0.5, width, laneY(i) - 0.5);
    if (timed) drawTicks();
    if (picture.partial && timed) drawUnread();

    if (timed) {
      g.fillStyle = c.fg;
      for (const gap of picture.gaps) {
        const step = steps[gap.step - 1];
        if (!step) continue;
        const lane = picture.laneOf(step.agent);
        const [x, end] = [timeX(gap.t), timeX(gap.t + gap.duration)];
        if (end - x < 2 || !fresh(lane, "gap", x, end - x)) continue;
        for (let k = Math.max(x, 0); k < Math.min(end, width); k += 4)
          g.fillRect(k, laneY(lane) + laneHeight / 2 - 1, 2, 2);
      }
      for (const step of steps) for (const stretch of step.stretches) drawStretch(stretch, picture.laneOf(step.agent));
    }
    drawMarks();
    if (look.counters) drawCounters();
  }

  /** The tag of the cursor, where it is in sight. */
  function drawPlayhead(): Flag | undefined {
    const current = steps[look.cursor - 1];
    if (!current) return undefined;
    const flag = flagOf(g, c.font, current, stepX(current, look.cursor - 1), width, timed);
    if (flag.at < -1 || flag.at > width + 1) return undefined;
    if (timed && current.t !== undefined && (current.duration ?? 0) > 0) {
      g.globalAlpha = contrast ? 0.22 : 0.1;
      g.fillStyle = c.cursor;
      g.fillRect(timeX(current.t), axisHeight, (current.duration ?? 0) * scale, height);
      g.globalAlpha = 1;
    }
    const x = Math.round(flag.at) + 0.5;
    g.strokeStyle = c.cursor;
    g.lineWidth = 1.5;
    line(x, 16, x, height);
    g.lineWidth = 1;
    g.fillStyle = c.cursor;
    g.fillRect(flag.x, 1, flag.w, 15);
    text(flag.words, flag.x + flag.w / 2, 9, c.onCursor, 11, "center", "600");
    return flag;
  }

  /** A label that the tag would cover in part is left out: what remained of "2 s" could be read as something else. */
  function drawAxisWords(flag: Flag | undefined): void {
    const labels = timed
      ? ticks().map((t) => ({ words: tickWords(t), x: Math.round(timeX(t)) + 4.5 }))
      : [{ words: "in order, not in time", x: pad }];
    for (const { words, x } of labels) {
      const end = x + widthOf(words);
      const covered = flag && end > flag.x - 3 && x < flag.x + flag.w + 3;
      if (end + 4 < width && !covered) text(words, x, 10, c.dim);
    }
  }

  function ticks(): readonly number[] {
    const steps = [
      1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 60_000, 120_000, 300_000, 600_000,
      3_600_000,
    ];
    const stride = steps.find((s) => s * scale > 66) ?? (to - from) / 4;
    const list: number[] = [];
    for (let t = Math.ceil(from / stride) * stride; timeX(t) <= width; t += stride) list.push(t);
    return list;
  }

  function tickWords(t: number): string {
    return to - from < 1000 ? `${Number(t.toFixed(1))}\u00a0ms` : `${Number((t / 1000).toFixed(3))}\u00a0s`;
  }

  function drawTicks(): void {
    g.strokeStyle = c.line;
    g.globalAlpha = contrast ? 0.4 : 1;
    for (const t of ticks()) {
      const x = Math.round(timeX(t)) + 0.5;
      line(x, axisHeight - 5, x, height);
    }
    g.globalAlpha = 1;
  }

  function drawUnread(): void {
    const x = timeX(picture.extent?.to ?? to);
    hatch(x, axisHeight, width - x, height - axisHeight, c.line, 7);
    const words = "not read yet";
    const w = widthOf(words);
    if (width - x < w + 24) return;
    g.fillStyle = c.bg;
    g.fillRect(x + 8, laneY(0) + 4, w + 12, 18);
    text(words, x + 14, laneY(0) + 13, c.dim);
  }

  function hatch(x: number, y: number, w: number, h: number, colour: string, stride = 4): void {
    if (w <= 0) return;
    g.save();
    g.beginPath();
    g.rect(x, y, w, h);
    g.clip();
    g.strokeStyle = colour;
    g.beginPath();
    for (let k = Math.max(-h, -x - h); k < Math.min(w, width - x); k += stride) {
      g.moveTo(x + k, y + h);
      g.lineTo(x + k + h, y);
    }
    g.stroke();
    g.restore();
  }

  function box(
    x: number,
    y: number,
    w: number,
    h: number,
    fill?: string,
    stroke?: string,
    alpha = 1,
    dash: number[] = [],
  ): void {
    if (fill) {
      g.globalAlpha = alpha;
      g.fillStyle = fill;
      g.fillRect(x, y, w, h);
      g.globalAlpha = 1;
    }
    if (stroke) {
      g.strokeStyle = stroke;
      g.setLineDash(dash);
      g.strokeRect(x + 0.5, y + 0.5, Math.max(1, w - 1), h - 1);
      g.setLineDash([]);
    }
  }

  function drawStretch(s: Stretch, lane: number): void {
    const x = timeX(s.t);
    const w = Math.max(1.5, s.duration * scale);
    const m = laneY(lane) + laneHeight / 2;
    if (!s.open && !fresh(lane, s.cause + (s.failed ? "!" : ""), x, w)) return;
    switch (s.cause) {
      case "wait":
        if (s.quality === "estimated") for (let k = x; k < x + w; k += 6) box(k, m - 2, 4, 3, c.wait);
        else box(x, m - 2, w, 3, c.wait);
        break;
      case "retry":
        box(x, m - 2, w, 3, c.wait);
        for (let k = x + 6; k < x + w; k += 12) box(k, m - 5, 1.5, 9, c.wait);
        break;
      case "thinking": {
        if (s.quality === "estimated") {
          hatch(x, m - 9, w, 18, c.thinking);
          box(x, m - 9, w, 18, undefined, c.thinking, 1, [3, 2]);
        } else box(x, m - 9, w, 18, c.thinking, c.thinking, 0.34);
        const words = `thinking ${s.quality === "estimated" ? "≈\u00a0" : ""}${ms(s.duration)}`;
        if (w > widthOf(words) + 12) {
          if (s.quality === "estimated") box(x + 3, m - 7, widthOf(words) + 6, 14, c.bg);
          text(words, x + 6, m + 0.5, c.fg);
        }
        break;
      }
      case "output":
        box(x + 0.5, m - 9, Math.max(1, w - 0.5), 18, c.output);
        break;
      case "model": {
        box(x, m - 9, w, 18, undefined, s.failed ? c.bad : c.output);
        const words = "model call, not divided";
        if (w > widthOf(words) + 12) text(words, x + 6, m + 0.5, c.fg);
        break;
      }
      case "tool":
        if (!s.failed) box(x, m - 4, w, 7, c.tool);
        else if (w < 6) box(x, m - 11, 2, 22, c.bad);
        else {
          box(x, m - 5, w, 9, c.bad, c.bad, 0.22);
          g.strokeStyle = c.bad;
          g.lineWidth = 2;
          line(x + w - 4, m - 5, x + w + 4, m + 4);
          line(x + w + 4, m - 5, x + w - 4, m + 4);
          g.lineWidth = 1;
        }
        break;
    }
    if (s.open) {
      const end = Math.max(x + w, timeX(picture.extent?.to ?? s.t));
      if (picture.live && end > x + w) box(x, m - 2, end - x, 3, c.wait);
      g.strokeStyle = c.fg;
      g.setLineDash([2, 2]);
      line(end, m - 9, end, m + 9);
      g.setLineDash([]);
      text(picture.live ? "running" : "never ended", end + 6, m, c.fg);
    }
  }

  function drawMarks(): void {
    // Where steps are crowded their small marks wait for a zoom.
    if (timed && scale * (to - from) < steps.length * 12 && steps.length > 40) return;
    steps.forEach((step, i) => {
      const x = stepX(step, i);
      const y = laneY(picture.laneOf(step.agent));
      const m = y + laneHeight / 2;
      g.strokeStyle = c.fg;
      g.fillStyle = c.fg;
      if (!timed) {
        g.beginPath();
        g.arc(x, m, 3.5, 0, 7);
        if (step.error !== undefined) {
          g.strokeStyle = c.bad;
          g.lineWidth = 2;
          g.stroke();
          g.lineWidth = 1;
        } else if (step.kind === "state_write" || step.kind === "agent_enter" || step.kind === "agent_exit") g.stroke();
        else g.fill();
        return;
      }
      if (step.t === undefined) return;
      if (step.quality === "unknown" && !step.open) {
        g.fillStyle = c.bg;
        g.beginPath();
        g.arc(x + 1, m, 6, 0, 7);
        g.fill();
        g.stroke();
        text("?", x + 1, m + 0.5, c.fg, 9, "center");
      } else if (step.kind === "state_write") {
        g.beginPath();
        g.moveTo(x, y + laneHeight - 9);
        g.lineTo(x + 3.5, y + laneHeight - 5);
        g.lineTo(x, y + laneHeight - 1);
        g.lineTo(x - 3.5, y + laneHeight - 5);
        g.fill();
      } else if (step.kind === "agent_enter" || step.kind === "agent_exit") {
        const d = step.kind === "agent_enter" ? 4 : -4;
        g.beginPath();
        g.moveTo(x + d + 0.5, y + 3.5);
        g.lineTo(x + 0.5, y + 3.5);
        g.lineTo(x + 0.5, y + laneHeight - 4.5);
        g.lineTo(x + d + 0.5, y + laneHeight - 4.5);
        g.stroke();
      }
    });
  }

  function drawCounters(): void {
    const series = [
      (s: Step) => s.cost ?? 0,
      (s: Step) => (s.usage ? s.usage.input + s.usage.toolUse + s.usage.thinking + s.usage.output : 0),
    ];
    const endX = (s: Step, i: number) => (timed ? timeX((s.t ?? from) + (s.duration ?? 0)) : stepX(s, i));
    const edge = timed ? timeX(picture.extent?.to ?? to) : width - pad;
    series.forEach((of, n) => {
      const bottom = laneY(lanes.length + n) + laneHeight - 3;
      const total = steps.reduce((sum, s) => sum + of(s), 0);
      if (total === 0) return;
      let sum = 0;
      let lastX = Number.NEGATIVE_INFINITY;
      g.beginPath();
      g.moveTo(steps[0] ? stepX(steps[0], 0) : pad, bottom);
      // Calls that ran at once do not end in the order in which they began.
      const rises = steps.flatMap((s, i) => (of(s) ? [{ x: endX(s, i), add: of(s) }] : []));
      for (const { x, add } of rises.sort((p, q) => p.x - q.x)) {
        const drawn = x - lastX >= 0.7;
        if (drawn) g.lineTo(x, bottom - ((laneHeight - 7) * sum) / total);
        sum += add;
        if (!drawn) continue;
        g.lineTo(x, bottom - ((laneHeight - 7) * sum) / total);
        lastX = x;
      }
      g.lineTo(edge, bottom - ((laneHeight - 7) * sum) / total);
      g.strokeStyle = n ? c.dim : c.fg;
      g.lineWidth = 1.5;
      g.stroke();
      g.lineWidth = 1;
      g.lineTo(edge, bottom);
      g.closePath();
      g.globalAlpha = 0.1;
      g.fillStyle = c.fg;
      g.fill();
      g.globalAlpha = 1;
    });
    const bottom = laneY(lanes.length + 2) + laneHeight - 3;
    const requests = steps.flatMap((s, i) =>
      s.usage && s.usage.input > 0 ? [{ x: stepX(s, i), usage: s.usage }] : [],
    );
    const most = requests.reduce((max, r) => Math.max(max, r.usage.input), 1);
    let drawn = Number.NEGATIVE_INFINITY;
    requests.forEach(({ x, usage }, i) => {
      const end = requests[i + 1]?.x ?? edge;
      if (end < 0 || x > width || end - drawn < 1) return;
      drawn = end;
      const tall = ((laneHeight - 6) * usage.input) / most;
      const low = ((laneHeight - 6) * usage.cached) / most;
      // Frames side by side would run into one block: where they are crowded only the level is filled.
      if (end - x < 4) box(x, bottom - tall, Math.max(1, end - x), tall, c.dim, undefined, 0.3);
      else box(x, bottom - tall, end - x - 1, tall, undefined, c.dim);
      if (low > 1) box(x, bottom - low, Math.max(1, end - x - 1), low, c.tool, end - x < 4 ? undefined : c.tool, 0.45);
    });
  }
}

/** The cursor's tag: where it stands, and the place that it points to. */
interface Flag {
  readonly words: string;
  readonly w: number;
  readonly x: number;
  readonly at: number;
}

function flagOf(
  g: CanvasRenderingContext2D,
  font: string,
  step: Step,
  at: number,
  width: number,
  timed: boolean,
): Flag {
  const words = timed && step.t !== undefined ? `${step.index} · ${clock(step.t)}` : `step ${step.index}`;
  g.font = `600 11px ${font}`;
  const w = g.measureText(words).width + 12;
  return { words, w, x: Math.min(Math.max(at - w / 2, 0), width - w), at };
}

/** Steps are in order of time, so the nearest one is found by halving; without times it is told by distance alone. */
function nearestStep(
  steps: readonly Step[],
  timed: boolean,
  distance: (step: Step, i: number) => number,
  t: number,
): number {
  let start = 0;
  let end = steps.length - 1;
  if (timed)
    while (end - start > 64) {
      const middle = (start + end) >> 1;
      if ((steps[middle]?.t ?? 0) < t) start = Math.max(0, middle - 16);
      else end = middle + 16;
      if (end - start <= 64) break;
    }
  let best = start;
  for (let i = start; i <= end; i++) {
    const [a, b] = [steps[i], steps[best]];
    if (a && b && distance(a, i) < distance(b, best)) best = i;
  }
  return best + 1;
}

/** Whether black words would not be read on a colour. The canvas writes any colour of CSS as #rrggbb. */
function isDark(context: CanvasRenderingContext2D, colour: string): boolean {
  context.fillStyle = colour;
  const [, r = "80", g = "80", b = "80"] = /^#(..)(..)(..)$/.exec(String(context.fillStyle)) ?? [];
  const [red, green, blue] = [r, g, b].map((hex) => Number.parseInt(hex, 16) / 255) as [number, number, number];
  return 0.2126 * red ** 2.2 + 0.7152 * green ** 2.2 + 0.0722 * blue ** 2.2 < 0.18;
}

function colours(canvas: HTMLCanvasElement, context: CanvasRenderingContext2D) {
  const css = getComputedStyle(canvas);
  const value = (name: string, other: string) => css.getPropertyValue(name).trim() || other;
  const fg = value("--vscode-foreground", "#888");
  return {
    fg,
    dim: value("--vscode-descriptionForeground", fg),
    line: value("--vscode-panel-border", "") || value("--vscode-contrastBorder", fg),
    bg: value("--vscode-sideBar-background", "") || value("--vscode-editor-background", "#000"),
    thinking: value("--vscode-charts-purple", fg),
    output: value("--vscode-charts-blue", fg),
    tool: value("--vscode-charts-green", fg),
    wait: value("--vscode-charts-lines", fg),
    bad: value("--vscode-charts-red", fg),
    cursor: value("--vscode-charts-yellow", fg),
    onCursor: isDark(context, value("--vscode-charts-yellow", fg)) ? "#fff" : "#000",
    font: value("--vscode-font-family", "sans-serif"),
  };
}
