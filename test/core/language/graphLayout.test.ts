import fc from "fast-check";
import { expect, test } from "vitest";
import { type Box, type Layout, type Link, layoutGraph, type Placed } from "../../../src/core/language/graphLayout.ts";
import { cpuMs } from "../../cpu.ts";

const box = (id: string, width = 100, height = 40): Box => ({ id, width, height });
const link = (from: string, to: string, more: Partial<Link> = {}): Link => ({ id: `${from}>${to}`, from, to, ...more });
const label = { width: 60, height: 16 };

/** What is drawn over what; empty when the picture is clean. */
function overlaps({ boxes, links }: Layout): string[] {
  const all: [string, Placed][] = [
    ...boxes,
    ...[...links].flatMap(([id, { label }]): [string, Placed][] => (label ? [[`label ${id}`, label]] : [])),
  ];
  const found: string[] = [];
  for (const [i, [a, p]] of all.entries())
    for (const [b, q] of all.slice(i + 1)) {
      const apart =
        p.x + p.width <= q.x + 0.01 ||
        q.x + q.width <= p.x + 0.01 ||
        p.y + p.height <= q.y + 0.01 ||
        q.y + q.height <= p.y + 0.01;
      if (!apart) found.push(`${a} over ${b}`);
    }
  return found;
}

/** Points of a path, eight to a curve. */
function pointsOf(path: string): { x: number; y: number }[] {
  const points: { x: number; y: number }[] = [];
  for (const [, kind, numbers = ""] of path.matchAll(/([MLC])([^MLC]*)/g)) {
    const n = numbers.trim().split(/\s+/).map(Number);
    const from = points.at(-1);
    if (kind !== "C" || !from) points.push({ x: n[0] as number, y: n[1] as number });
    else {
      const [ax, ay, bx, by, x, y] = n as [number, number, number, number, number, number];
      for (let i = 1; i <= 8; i++) {
        const t = i / 8;
        const at = (p: number, q: number, r: number, s: number) =>
          (1 - t) ** 3 * p + 3 * (1 - t) ** 2 * t * q + 3 * (1 - t) * t * t * r + t ** 3 * s;
        points.push({ x: at(from.x, ax, bx, x), y: at(from.y, ay, by, y) });
      }
    }
  }
  return points;
}

function crossed(layout: Layout, links: readonly Link[]): string[] {
  const found: string[] = [];
  for (const { id, from, to } of links) {
    for (const { x, y } of pointsOf(layout.links.get(id)?.path ?? "")) {
      for (const [other, p] of layout.boxes) {
        if (other === from || other === to) continue;
        if (x > p.x + 1 && x < p.x + p.width - 1 && y > p.y + 1 && y < p.y + p.height - 1)
          found.push(`${id} through ${other}`);
      }
    }
  }
  return [...new Set(found)];
}

test("a chain stands in one line, each below the one before", () => {
  const layout = layoutGraph([box("a"), box("b", 60), box("c")], [link("a", "b"), link("b", "c")], {
    direction: "down",
  });
  expect([...layout.boxes].map(([id, { x, y }]) => [id, x, y])).toEqual([
    ["a", 0, 0],
    ["b", 20, 84],
    ["c", 0, 168],
  ]);
  expect(layout).toMatchObject({ width: 100, height: 208 });
  expect(layout.links.get("a>b")?.path).toBe("M50 40C50 51 50 51 50 62C50 73 50 73 50 84");
});

test("to the right it is the same, turned", () => {
  const layout = layoutGraph([box("a"), box("b")], [link("a", "b")], { direction: "right" });
  expect(layout.boxes.get("b")).toEqual({ x: 144, y: 0, width: 100, height: 40 });
});

test("branches are set beside each other, in their order, with room for their labels", () => {
  const boxes = ["router", "x", "y", "z", "end"].map((id) => box(id));
  const links = ["x", "y", "z"].flatMap((id) => [link("router", id, { label }), link(id, "end")]);
  const layout = layoutGraph(boxes, links, { direction: "down" });
  const at = (id: string) => layout.boxes.get(id) as Placed;
  expect(at("x").x).toBeLessThan(at("y").x);
  expect(at("y").x).toBeLessThan(at("z").x);
  expect(at("router").x).toBe(at("y").x);
  expect(at("end").x).toBe(at("y").x);
  for (const id of ["x", "y", "z"]) {
    const { label } = layout.links.get(`router>${id}`) as { label: Placed };
    const { x, y, width, height } = label;
    expect(x + width / 2).toBeCloseTo(at(id).x + 50);
    expect(y).toBeGreaterThan(at("router").y + 40);
    expect(y + height).toBeLessThan(at(id).y);
  }
});

test("a way back is drawn from below to above, and puts nothing upside down", () => {
  const links = [link("loop", "a"), link("a", "b"), link("b", "loop", { back: true, label })];
  const layout = layoutGraph([box("loop"), box("a"), box("b")], links, { direction: "down" });
  const y = (id: string) => (layout.boxes.get(id) as Placed).y;
  expect(y("loop")).toBeLessThan(y("a"));
  expect(y("a")).toBeLessThan(y("b"));
  const points = pointsOf(layout.links.get("b>loop")?.path ?? "");
  expect(points[0]?.y).toBe(y("b"));
  expect(points.at(-1)?.y).toBe(y("loop") + 40);
  expect(layout.links.get("b>loop")?.tip).toMatchObject({ y: y("loop") + 40, angle: 270 });
  expect(layout.links.get("loop>a")?.tip).toMatchObject({ y: y("a"), angle: 90 });
  expect(crossed(layout, links)).toEqual([]);
});

/** How near two ways come to each other. */
function nearest(a: string, b: string): number {
  const [points, others] = [pointsOf(a), pointsOf(b)];
  return Math.min(
    ...points.flatMap((p) =>
      others.slice(1).map((to, i) => {
        const from = others[i] as { x: number; y: number };
        const [dx, dy] = [to.x - from.x, to.y - from.y];
        const t = ((p.x - from.x) * dx + (p.y - from.y) * dy) / (dx * dx + dy * dy || 1);
        const on = Math.max(0, Math.min(1, t));
        return Math.hypot(p.x - from.x - on * dx, p.y - from.y - on * dy);
      }),
    ),
  );
}

test.each(["down", "right"] as const)("ways to and fro between two boxes stand apart, %s", (direction) => {
  const many = ["planner", "one", "two", "three", "translator", "below"].map((id) => box(id, 160, 60));
  const links = [
    ...["planner", "one", "two", "three", "translator"].map((id) => link("team", id)),
    link("planner", "translator"),
    link("translator", "planner"),
    link("planner", "translator", { id: "called" }),
    // Over two layers, and straight below.
    link("translator", "below"),
    link("planner", "below", { label }),
    link("below", "planner", { label }),
    link("three", "below", { id: "third" }),
    link("below", "three", { id: "back" }),
  ];
  const layout = layoutGraph([box("team"), ...many], links, { direction });
  const path = (id: string) => layout.links.get(id)?.path ?? "";
  const pairs = [
    ["planner>translator", "translator>planner"],
    ["planner>translator", "called"],
    ["called", "translator>planner"],
    ["planner>below", "below>planner"],
    ["third", "back"],
  ] as const;
  const near = pairs.filter(([one, other]) => nearest(path(one), path(other)) < 4);
  expect(near).toEqual([]);
  expect(overlaps(layout)).toEqual([]);
  expect(crossed(layout, links)).toEqual([]);
});

test("what nothing leads to stands below, in rows", () => {
  const boxes = ["a", "b", ...Array.from({ length: 9 }, (_, i) => `alone ${i}`)].map((id) => box(id));
  const layout = layoutGraph(boxes, [link("a", "b")], { direction: "down", roomy: 400 });
  expect(layout.width).toBeLessThanOrEqual(400);
  expect(layout.boxes.get("alone 0")?.y).toBeGreaterThan((layout.boxes.get("b")?.y ?? 0) + 40);
  expect(overlaps(layout)).toEqual([]);
});

test("links to nowhere and to oneself are left out; nothing at all is a picture of no size", () => {
  const layout = layoutGraph([box("a")], [link("a", "a"), link("a", "gone")], { direction: "down" });
  expect(layout.links.size).toBe(0);
  expect(layoutGraph([], [], { direction: "down" })).toMatchObject({ width: 0, height: 0 });
});

const graphs = fc.integer({ min: 1, max: 24 }).chain((n) =>
  fc.record({
    boxes: fc.tuple(
      ...Array.from({ length: n }, (_, i) =>
        fc
          .record({ width: fc.integer({ min: 8, max: 240 }), height: fc.integer({ min: 8, max: 160 }) })
          .map((size) => ({ id: `${i}`, ...size })),
      ),
    ),
    links: fc
      .array(
        fc.record({
          from: fc.nat(n - 1),
          to: fc.nat(n - 1),
          label: fc.option(fc.record({ width: fc.integer({ min: 8, max: 160 }), height: fc.constant(16) })),
          back: fc.boolean(),
        }),
        { maxLength: 40 },
      )
      .map((all) =>
        all.map(
          ({ from, to, label, back }, i): Link => ({
            id: `${i}`,
            from: `${from}`,
            to: `${to}`,
            back: back && i % 4 === 0,
            ...(label ? { label } : {}),
          }),
        ),
      ),
    direction: fc.constantFrom("down" as const, "right" as const),
  }),
);

test("whatever the graph: nothing overlaps, no way runs through a box, and the picture is the same again", () => {
  fc.assert(
    fc.property(graphs, ({ boxes, links, direction }) => {
      const layout = layoutGraph(boxes, links, { direction });
      expect(layout.boxes.size).toBe(boxes.length);
      for (const { x, y } of layout.boxes.values()) {
        expect(x).toBeGreaterThanOrEqual(-0.01);
        expect(y).toBeGreaterThanOrEqual(-0.01);
      }
      expect(overlaps(layout)).toEqual([]);
      expect(crossed(layout, links)).toEqual([]);
      expect(layoutGraph(boxes, links, { direction })).toEqual(layout);
    }),
    { numRuns: 200 },
  );
});

test("a hundred agents take less than 20 ms", () => {
  const ids = Array.from({ length: 100 }, (_, i) => `agent ${i}`);
  const boxes = ids.map((id) => box(id, 200, 80));
  // Each calls two others, one of them far away.
  const links = ids.flatMap((id, i) =>
    i === 0 ? [] : [link(ids[(i - 1) >> 1] as string, id), link(ids[i >> 2] as string, id, { id: `far ${i}`, label })],
  );
  const times = Array.from({ length: 15 }, () => cpuMs(() => layoutGraph(boxes, links, { direction: "down" })));
  expect(Math.min(...times)).toBeLessThan(20);
});
