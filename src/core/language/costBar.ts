import type { Row } from "../tokens/breakdown.ts";

const WIDTH = 480;
const HEIGHT = 12;
/** Readable on light and dark backgrounds alike: an image knows no theme. */
const fills = {
  input: { color: "#868686", pattern: "" },
  cached: { color: "#868686", pattern: `<path d="M0 6L6 0" stroke="#000" stroke-width="1.5"/>` },
  thinking: { color: "#b180d7", pattern: `<circle cx="2" cy="2" r="1" fill="#000"/>` },
  output: { color: "#3794ff", pattern: "" },
} as const;
const tiles = { input: 6, cached: 6, thinking: 4, output: 6 } as const;

/**
 * The shares of a bill as an image in a data URI, fit for Markdown: thinking dotted, cached hatched, so that they can be
 * told apart without colour. The table beside it says the same in words.
 */
export function costBar(rows: readonly Row[]): string {
  const patterns = rows
    .map(({ what }) => {
      const { color, pattern } = fills[what];
      const size = tiles[what];
      return `<pattern id="${what}" width="${size}" height="${size}" patternUnits="userSpaceOnUse"><path fill="${color}" d="M0 0h${size}v${size}H0z"/>${pattern}</pattern>`;
    })
    .join("");
  let x = 0;
  const parts = rows
    .map(({ what, share }) => {
      const width = Math.round(share * WIDTH * 10) / 10;
      const rect = `<rect x="${x}" width="${Math.max(0, width - 1)}" height="${HEIGHT}" fill="url(#${what})"/>`;
      x = Math.round((x + width) * 10) / 10;
      return rect;
    })
    .join("");
  return dataUri(WIDTH, HEIGHT, `<defs>${patterns}</defs>${parts}`);
}

/** The mark of one row of the table. */
export function swatch(what: Row["what"]): string {
  const { color, pattern } = fills[what];
  return dataUri(
    10,
    10,
    `<path fill="${color}" d="M0 0h10v10H0z"/>${pattern === "" ? "" : `<pattern id="p" width="${tiles[what]}" height="${tiles[what]}" patternUnits="userSpaceOnUse">${pattern}</pattern><path fill="url(#p)" d="M0 0h10v10H0z"/>`}`,
  );
}

function dataUri(width: number, height: number, content: string): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${content}</svg>`;
  // Markdown ends an address at a bracket.
  return `data:image/svg+xml,${encodeURIComponent(svg).replaceAll("(", "%28").replaceAll(")", "%29")}`;
}
