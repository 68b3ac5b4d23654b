export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Chart {
  readonly title: string;
  readonly x: { readonly label: string; readonly ticks: readonly Tick[]; readonly log?: boolean };
  readonly y: { readonly label: string; readonly ticks: readonly Tick[] };
  readonly series: readonly Series[];
}

export interface Tick {
  readonly at: number;
  readonly label: string;
}

const WIDTH = 760;
const HEIGHT = 340;
const LEFT = 64;
const RIGHT = 190;
const TOP = 40;
const BOTTOM = 52;
/** Told apart by people who see few colours, too (Okabe and Ito), and by their dashes. */
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"];
const DASHES = ["", "6 3", "2 2", "8 3 2 3", "1 3", "10 4", "4 4"];

/** A line chart as SVG that reads on a light and on a dark page. */
export function lineChart({ title, x, y, series }: Chart): string {
  const scale = (ticks: readonly Tick[], from: number, to: number, log: boolean) => {
    const low = ticks[0]?.at ?? 0;
    const high = ticks.at(-1)?.at ?? 1;
    const of = (value: number): number => (log ? Math.log(Math.max(value, low)) : value);
    return (value: number): number => {
      const part = (of(value) - of(low)) / (of(high) - of(low));
      return from + Math.min(1, Math.max(0, part)) * (to - from);
    };
  };
  const toX = scale(x.ticks, LEFT, WIDTH - RIGHT, x.log === true);
  const toY = scale(y.ticks, HEIGHT - BOTTOM, TOP, false);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" role="img" aria-label="${escape(title)}">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    `<text x="${LEFT}" y="22" font-size="14" font-weight="bold">${escape(title)}</text>`,
  ];
  for (const { at, label } of y.ticks) {
    const height = round(toY(at));
    parts.push(
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${height}" y2="${height}" stroke="#dddddd"/>`,
      `<text x="${LEFT - 6}" y="${height + 4}" text-anchor="end">${escape(label)}</text>`,
    );
  }
  for (const { at, label } of x.ticks) {
    const left = round(toX(at));
    parts.push(
      `<line x1="${left}" x2="${left}" y1="${HEIGHT - BOTTOM}" y2="${HEIGHT - BOTTOM + 4}" stroke="#555555"/>`,
      `<text x="${left}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${escape(label)}</text>`,
    );
  }
  parts.push(
    `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 12}" text-anchor="middle">${escape(x.label)}</text>`,
    `<text transform="translate(16 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">${escape(y.label)}</text>`,
  );
  for (const [at, { name, points }] of series.entries()) {
    const colour = COLOURS[at % COLOURS.length];
    const dash = DASHES[at % DASHES.length];
    const path = points.map(([px, py]) => `${round(toX(px))},${round(toY(py))}`).join(" ");
    const dashed = dash === "" ? "" : ` stroke-dasharray="${dash}"`;
    const legend = TOP + 12 + at * 20;
    parts.push(
      `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="1.6"${dashed}/>`,
      `<line x1="${WIDTH - RIGHT + 12}" x2="${WIDTH - RIGHT + 40}" y1="${legend - 4}" y2="${legend - 4}" stroke="${colour}" stroke-width="2"${dashed}/>`,
      `<text x="${WIDTH - RIGHT + 46}" y="${legend}">${escape(name)}</text>`,
    );
  }
  return `${parts.join("\n")}\n</svg>\n`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escape(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
