/** A box to be placed; the label of an edge is one too. Sizes in pixels. */
export interface Box {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

export interface Link {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly label?: { readonly width: number; readonly height: number };
  /** Leads back to the beginning of a loop: it does not say what stands above what. */
  readonly back?: boolean;
}

export interface Placed {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<string, Placed>;
  readonly links: ReadonlyMap<string, LinkPlace>;
}

export interface LinkPlace {
  /** As the `d` of an SVG path. */
  readonly path: string;
  /** Where its point is, and which way it points: degrees, clockwise from the right. */
  readonly tip: { readonly x: number; readonly y: number; readonly angle: number };
  readonly label?: Placed;
}

export interface LayoutOptions {
  /** Which way the layers follow each other. */
  readonly direction: "down" | "right";
  /** Between boxes of one layer, and between layers. */
  readonly gap?: { readonly beside: number; readonly between: number };
  /** How wide boxes without links may be set beside each other. */
  readonly roomy?: number;
}

/** A box, a label, or the place where a long link passes a layer. `across`: along the layer; `along`: through it. */
interface Slot {
  readonly id: number;
  readonly rank: number;
  readonly across: number;
  readonly along: number;
  readonly box?: Box;
  readonly ins: Slot[];
  readonly outs: Slot[];
  order: number;
  /** Of its neighbours' orders, while a layer is sorted. */
  middle: number;
  /** Where its own middle is, where it would be, and how much that matters. */
  at: number;
  wish: number;
  weight: number;
}

/**
 * Layers, with the links going from one to the next (Sugiyama's way): circles are opened, each box stands one layer
 * behind the last that leads to it, crossings are reduced by sorting each layer by the middle of its neighbours, and
 * places are the nearest to those middles that leave room. The same input gives the same picture, and no two boxes or
 * labels overlap.
 */
export function layoutGraph(boxes: readonly Box[], links: readonly Link[], options: LayoutOptions): Layout {
  const down = options.direction === "down";
  const gap = options.gap ?? { beside: 24, between: 44 };
  const known = new Map(boxes.map((box) => [box.id, box]));
  const usable = links.filter(({ from, to }) => from !== to && known.has(from) && known.has(to));
  const linked = new Set(usable.flatMap(({ from, to }) => [from, to]));
  const joined = boxes.filter(({ id }) => linked.has(id));
  const alone = boxes.filter(({ id }) => !linked.has(id));

  const chains = toLayers(joined, usable, down);
  reduceCrossings(chains.layers);
  place(chains.layers, gap.beside);

  // Through the layers: each as thick as its thickest box.
  const tops: number[] = [];
  let along = 0;
  const thick = chains.layers.map((layer) => Math.max(0, ...layer.map((slot) => slot.along)));
  for (const [rank, thickness] of thick.entries()) {
    tops[rank] = along;
    // Every second layer is for labels: half the gap on both sides of it.
    along += thickness + gap.between / 2;
  }
  const least = Math.min(0, ...chains.layers.flat().map((slot) => slot.at - slot.across / 2));
  const placedAt = (slot: Slot, stretch = false): Placed => {
    const thickness = thick[slot.rank] ?? 0;
    const start = (tops[slot.rank] ?? 0) + (stretch ? 0 : (thickness - slot.along) / 2);
    const side = slot.at - slot.across / 2 - least;
    const size = stretch ? thickness : slot.along;
    return down
      ? { x: side, y: start, width: slot.across, height: size }
      : { x: start, y: side, width: size, height: slot.across };
  };
  const placed = new Map<string, Placed>();
  for (const slot of chains.layers.flat()) if (slot.box) placed.set(slot.box.id, placedAt(slot));

  const lanes = lanesOf(chains);
  const ways = new Map<string, LinkPlace>();
  for (const [id, { slots, reversed, label }] of chains.links) {
    const inOrder = reversed ? slots.toReversed() : slots;
    const way = curve(
      inOrder.map((slot) => ({ place: placedAt(slot), layer: placedAt(slot, true) })),
      { down, upwards: reversed, lane: lanes.get(id) ?? onlyLane },
    );
    ways.set(id, label ? { ...way, label: placedAt(label) } : way);
  }

  // Ways that pass on the outside belong to the picture too.
  const drawn = chains.layers.flat().map((slot) => placedAt(slot));
  let size = bounds(drawn);
  // What nothing leads to or from stands below, as the words of a page.
  const widest = Math.max(size.width, options.roomy ?? 720);
  let [x, y, row] = [0, size.height === 0 ? 0 : size.height + gap.between, 0];
  for (const box of alone) {
    if (x > 0 && x + box.width > widest) [x, y, row] = [0, y + row + gap.beside, 0];
    placed.set(box.id, { x, y, width: box.width, height: box.height });
    x += box.width + gap.beside;
    row = Math.max(row, box.height);
  }
  size = bounds([...drawn, ...placed.values()]);
  return { ...size, boxes: placed, links: ways };
}

interface Chains {
  readonly layers: Slot[][];
  /** Each link's slots from its upper end to its lower one; `reversed`: it is drawn the other way. */
  readonly links: ReadonlyMap<
    string,
    { readonly slots: readonly Slot[]; readonly reversed: boolean; readonly label?: Slot }
  >;
}

function toLayers(boxes: readonly Box[], links: readonly Link[], down: boolean): Chains {
  const reversed = circleMakers(boxes, links);
  const pointing = links.map((link) =>
    reversed.has(link.id) ? { link, upper: link.to, lower: link.from } : { link, upper: link.from, lower: link.to },
  );
  const ranks = ranksOf(boxes, pointing);
  const layers: Slot[][] = [];
  let count = 0;
  const slot = (rank: number, width: number, height: number, box?: Box): Slot => {
    while (layers.length <= rank) layers.push([]);
    const [across, along] = down ? [width, height] : [height, width];
    const layer = layers[rank] as Slot[];
    const made = {
      id: count++,
      rank,
      across,
      along,
      ins: [],
      outs: [],
      order: layer.length,
      middle: 0,
      at: 0,
      wish: 0,
      weight: 0,
      ...(box ? { box } : {}),
    };
    layer.push(made);
    return made;
  };
  const slots = new Map(boxes.map((box) => [box.id, slot(ranks.get(box.id) ?? 0, box.width, box.height, box)]));
  const chains = new Map<string, { slots: Slot[]; reversed: boolean; label?: Slot }>();
  for (const { link, upper, lower } of pointing) {
    const [first, last] = [slots.get(upper), slots.get(lower)];
    if (!first || !last) continue;
    const chain = [first];
    // The label stands just before the end that it speaks of: behind that, ways may run together.
    const labelRank = reversed.has(link.id) ? first.rank + 1 : last.rank - 1;
    let label: Slot | undefined;
    for (let rank = first.rank + 1; rank < last.rank; rank++) {
      const carries = link.label !== undefined && rank === labelRank;
      const passing = carries && link.label ? slot(rank, link.label.width, link.label.height) : slot(rank, 0, 0);
      if (carries) label = passing;
      chain.push(passing);
    }
    chain.push(last);
    for (let i = 1; i < chain.length; i++) {
      const [a, b] = [chain[i - 1] as Slot, chain[i] as Slot];
      a.outs.push(b);
      b.ins.push(a);
    }
    chains.set(link.id, { slots: chain, reversed: reversed.has(link.id), ...(label ? { label } : {}) });
  }
  return { layers, links: chains };
}

/** The links that must be turned round so that no circle is left: those that lead back, and what still closes a circle. */
function circleMakers(boxes: readonly Box[], links: readonly Link[]): ReadonlySet<string> {
  const turned = new Set(links.filter((link) => link.back).map((link) => link.id));
  const outs = new Map<string, { readonly id: string; readonly to: string }[]>();
  for (const link of links) {
    const [from, to] = link.back ? [link.to, link.from] : [link.from, link.to];
    const list = outs.get(from);
    if (list) list.push({ id: link.id, to });
    else outs.set(from, [{ id: link.id, to }]);
  }
  const state = new Map<string, "open" | "done">();
  for (const { id } of boxes) {
    if (state.has(id)) continue;
    // By hand and not by recursion: a chain may be long.
    const stack = [{ id, next: 0 }];
    state.set(id, "open");
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const link = outs.get(top.id)?.[top.next++];
      if (!link) {
        state.set(top.id, "done");
        stack.pop();
      } else if (state.get(link.to) === "open") {
        if (!turned.delete(link.id)) turned.add(link.id);
      } else if (!state.has(link.to)) {
        state.set(link.to, "open");
        stack.push({ id: link.to, next: 0 });
      }
    }
  }
  return turned;
}

/** Even numbers: the layers between are for labels and for links that pass. */
function ranksOf(
  boxes: readonly Box[],
  links: readonly { readonly upper: string; readonly lower: string }[],
): ReadonlyMap<string, number> {
  const waiting = new Map(boxes.map(({ id }) => [id, 0]));
  const outs = new Map<string, string[]>();
  for (const { upper, lower } of links) {
    waiting.set(lower, (waiting.get(lower) ?? 0) + 1);
    const list = outs.get(upper);
    if (list) list.push(lower);
    else outs.set(upper, [lower]);
  }
  const ranks = new Map<string, number>();
  const ready = boxes.filter(({ id }) => waiting.get(id) === 0).map(({ id }) => id);
  const order: string[] = [];
  for (let i = 0; i < ready.length; i++) {
    const id = ready[i] as string;
    order.push(id);
    const rank = ranks.get(id) ?? 0;
    ranks.set(id, rank);
    for (const to of outs.get(id) ?? []) {
      ranks.set(to, Math.max(ranks.get(to) ?? 0, rank + 2));
      const left = (waiting.get(to) ?? 0) - 1;
      waiting.set(to, left);
      if (left === 0) ready.push(to);
    }
  }
  // What nothing leads to stands close above what it leads to.
  const lead = new Set(links.map(({ lower }) => lower));
  for (const id of order) {
    const below = outs.get(id);
    if (!lead.has(id) && below) ranks.set(id, Math.min(...below.map((to) => (ranks.get(to) ?? 2) - 2)));
  }
  const least = Math.min(...ranks.values());
  return new Map([...ranks].map(([id, rank]) => [id, rank - least]));
}

/** Sweeps that change nothing for the better before sorting ends. */
const patience = 4;

function reduceCrossings(layers: Slot[][]): void {
  let best = layers.map((layer) => [...layer]);
  let fewest = crossings(layers);
  for (let sweep = 0, vain = 0; vain < patience && fewest > 0; sweep++) {
    const downwards = sweep % 2 === 0;
    for (let i = 0; i < layers.length; i++) {
      sortByMiddles(layers[downwards ? i : layers.length - 1 - i] as Slot[], downwards);
    }
    const now = crossings(layers);
    vain++;
    if (now >= fewest) continue;
    vain = 0;
    fewest = now;
    best = layers.map((layer) => [...layer]);
  }
  for (const [i, layer] of best.entries()) {
    layers[i] = layer;
    for (const [order, slot] of layer.entries()) slot.order = order;
  }
}

/** Slots without neighbours on that side keep their place among the others. */
function sortByMiddles(layer: Slot[], downwards: boolean): void {
  if (layer.length < 2) return;
  for (const slot of layer) {
    const near = downwards ? slot.ins : slot.outs;
    let sum = 0;
    for (const each of near) sum += each.order;
    slot.middle = near.length === 0 ? slot.order : sum / near.length;
  }
  layer.sort((a, b) => a.middle - b.middle || a.order - b.order);
  for (let i = 0; i < layer.length; i++) (layer[i] as Slot).order = i;
}

function crossings(layers: readonly Slot[][]): number {
  let count = 0;
  for (let rank = 0; rank + 1 < layers.length; rank++) {
    // The lower ends in the order of the upper ones: each pair out of order is a crossing. Counted by a tree of sums.
    const sums = new Int32Array((layers[rank + 1] as Slot[]).length + 1);
    const layer = layers[rank] as Slot[];
    for (let i = layer.length - 1; i >= 0; i--) {
      const { outs } = layer[i] as Slot;
      for (const { order } of outs) for (let k = order; k > 0; k -= k & -k) count += sums[k] as number;
      for (const { order } of outs) {
        for (let k = order + 1; k < sums.length; k += k & -k) sums[k] = (sums[k] as number) + 1;
      }
    }
  }
  return count;
}

/** Moves each slot towards the middle of its neighbours, from above and from below in turn. */
function place(layers: readonly Slot[][], gap: number): void {
  for (const layer of layers) {
    let at = 0;
    for (const slot of layer) {
      slot.at = at + slot.across / 2;
      at += slot.across + gap;
    }
  }
  const move = (layer: readonly Slot[], side: "ins" | "outs") => {
    for (const slot of layer) {
      let [sum, weight] = [0, 0];
      for (const each of slot[side]) {
        // A link that passes stays straight before a box stands in the middle.
        const pull = slot.box || each.box ? 1 : 8;
        sum += each.at * pull;
        weight += pull;
      }
      slot.wish = weight === 0 ? slot.at : sum / weight;
      slot.weight = weight === 0 ? 0.01 : weight;
    }
    spread(layer, gap);
  };
  const upwards = layers.toReversed();
  for (let sweep = 0; sweep < 6; sweep++) {
    for (const layer of layers) move(layer, "ins");
    for (const layer of upwards) move(layer, "outs");
  }
  // Boxes stay from here on. A way turns where ways part or come together, and is straight at its other end.
  for (let sweep = 0; sweep < 2; sweep++) {
    for (const layer of upwards) {
      for (const slot of layer) {
        slot.wish = slot.box ? slot.at : straightAt(slot);
        slot.weight = slot.box ? 1e6 : 1;
      }
      spread(layer, gap);
    }
  }
}

function straightAt(slot: Slot): number {
  const [above, below] = [slot.ins[0], slot.outs[0]];
  if (!above || !below) return slot.at;
  if (above.box && below.box) return below.ins.length > above.outs.length ? above.at : below.at;
  if (above.box) return below.at;
  return below.box ? above.at : (above.at + below.at) / 2;
}

/** The places nearest to the wishes (least squares) that keep order and gaps: pools of neighbours that touch. */
function spread(layer: readonly Slot[], gap: number): void {
  const offsets = new Float64Array(layer.length);
  // Of each pool: the weighted sum of its wishes, its weight, and the index behind its last slot.
  const sums = new Float64Array(layer.length);
  const weights = new Float64Array(layer.length);
  const ends = new Int32Array(layer.length);
  let pools = 0;
  for (let i = 0; i < layer.length; i++) {
    const slot = layer[i] as Slot;
    const before = layer[i - 1];
    // Measured from where each would stand if all stood close together, the gaps become "not less than the one before".
    if (before) offsets[i] = (offsets[i - 1] as number) + before.across / 2 + gap + slot.across / 2;
    let weight = slot.weight;
    let sum = (slot.wish - (offsets[i] as number)) * weight;
    while (pools > 0 && (sums[pools - 1] as number) / (weights[pools - 1] as number) >= sum / weight) {
      pools--;
      sum += sums[pools] as number;
      weight += weights[pools] as number;
    }
    sums[pools] = sum;
    weights[pools] = weight;
    ends[pools] = i + 1;
    pools++;
  }
  for (let pool = 0, i = 0; pool < pools; pool++) {
    const at = (sums[pool] as number) / (weights[pool] as number);
    for (; i < (ends[pool] as number); i++) (layer[i] as Slot).at = at + (offsets[i] as number);
  }
}

/** Which of the links between the same two boxes it is, from the left (or the top), and how many there are. */
interface Lane {
  readonly index: number;
  readonly count: number;
  /** Between two of them, where they leave a box. */
  readonly apart: number;
}
const onlyLane: Lane = { index: 0, count: 1, apart: 0 };

/** To and fro, or a call beside a handing over: links between the same two boxes are drawn beside each other. */
function lanesOf({ links }: Chains): ReadonlyMap<string, Lane> {
  const pairs = new Map<string, { readonly id: string; readonly slots: readonly Slot[] }[]>();
  for (const [id, { slots }] of links) {
    const key = `${slots[0]?.id} ${slots.at(-1)?.id}`;
    const pair = pairs.get(key);
    if (pair) pair.push({ id, slots });
    else pairs.set(key, [{ id, slots }]);
  }
  const lanes = new Map<string, Lane>();
  for (const pair of pairs.values()) {
    const count = pair.length;
    if (count === 1) continue;
    const ends = [pair[0]?.slots[0]?.across ?? 0, pair[0]?.slots.at(-1)?.across ?? 0];
    const apart = Math.max(0, Math.min(20, (Math.min(...ends) - 16) / (count - 1)));
    pair.sort((a, b) => (a.slots[1]?.order ?? 0) - (b.slots[1]?.order ?? 0));
    for (const [index, { id }] of pair.entries()) lanes.set(id, { index, count, apart });
  }
  return lanes;
}

/** From box to box through the layers between: straight within a layer, an S from one to the next. */
function curve(
  stops: readonly { readonly place: Placed; readonly layer: Placed }[],
  { down, upwards, lane }: { readonly down: boolean; readonly upwards: boolean; readonly lane: Lane },
): Omit<LinkPlace, "label"> {
  const aside = (lane.index - (lane.count - 1) / 2) * lane.apart;
  const along = ({ x, y, width, height }: Placed) => (down ? [y, y + height] : [x, x + width]) as [number, number];
  const point = (across: number, at: number) =>
    down ? `${round(across)} ${round(at)}` : `${round(at)} ${round(across)}`;
  const ends = stops.map(({ place, layer }, i) => {
    const turned = (range: [number, number]) => (upwards ? range.toReversed() : range) as [number, number];
    const [enter, leave] = turned(along(layer));
    const [start, end] = turned(along(place));
    const middle = down ? place.x + place.width / 2 : place.y + place.height / 2;
    return { middle: i === 0 || i === stops.length - 1 ? middle + aside : middle, enter, leave, start, end };
  });
  const [first, ...rest] = ends;
  const last = ends.at(-1);
  if (!first || !last) throw new Error("A way has two ends.");
  const parts = [`M${point(first.middle, first.end)}`];
  const straight = (across: number, from: number, to: number) => {
    if (from !== to) parts.push(`L${point(across, to)}`);
  };
  straight(first.middle, first.end, first.leave);
  let from = first;
  for (const [i, to] of rest.entries()) {
    const [start, end] = turning(from.leave, to.enter, (to.middle - from.middle) * (upwards ? -1 : 1), lane);
    const half = (start + end) / 2;
    straight(from.middle, from.leave, start);
    parts.push(`C${point(from.middle, half)} ${point(to.middle, half)} ${point(to.middle, end)}`);
    straight(to.middle, end, i < rest.length - 1 ? to.leave : to.start);
    from = to;
  }
  const angle = (down ? 90 : 0) + (upwards ? 180 : 0);
  const [x, y] = down ? [last.middle, last.start] : [last.start, last.middle];
  return { path: parts.join(""), tip: { x: round(x), y: round(y), angle } };
}

/**
 * Where an S begins and ends. Of lanes that go to the right the left one turns lowest, of those that go to the left the
 * right one: so they do not touch where they are nearly level. `aside`: how far the lower end is to the right.
 */
function turning(from: number, to: number, aside: number, { index, count }: Lane): readonly [number, number] {
  const step = Math.min(6, Math.abs(to - from) / (2 * count));
  const later = (aside > 0 ? count - 1 - index : index) * step;
  const earlier = (count - 1) * step - later;
  return to > from ? [from + later, to - earlier] : [from - earlier, to + later];
}

function bounds(places: readonly Placed[]): { width: number; height: number } {
  return {
    width: Math.max(0, ...places.map((place) => place.x + place.width)),
    height: Math.max(0, ...places.map((place) => place.y + place.height)),
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
