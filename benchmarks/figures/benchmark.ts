/** Figures by name, with the unit last in the name. */
export type Figures = Readonly<Record<string, number>>;
export interface Benchmark {
  readonly about: string;
  run(options: { readonly small: boolean; readonly seed: number }): Promise<Figures>;
}

/** What one run of a benchmark gave, and how busy the machine was when it began. */
export interface Measured {
  readonly machine: string;
  readonly seed: number;
  /** Of the last minute (getloadavg(3)): above 1 others were at work, too. */
  readonly load: number;
  readonly figures: Figures;
}

/** Three digits that count. */
export function shown(value: number): string {
  if (value === 0) return "0";
  const rounded = Number(value.toPrecision(3));
  return Math.abs(rounded) >= 1000 ? rounded.toLocaleString("en") : String(rounded);
}
