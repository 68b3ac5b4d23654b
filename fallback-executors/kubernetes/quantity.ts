/** Suffixes of quantities: how many thousandths of the unit each stands for. Source: Kubernetes, resource.Quantity. */
const SCALES: Readonly<Record<string, number>> = {
  n: 1e-6,
  u: 1e-3,
  m: 1,
  "": 1e3,
  k: 1e6,
  M: 1e9,
  G: 1e12,
  T: 1e15,
  P: 1e18,
  E: 1e21,
  Ki: 1e3 * 1024,
  Mi: 1e3 * 1024 ** 2,
  Gi: 1e3 * 1024 ** 3,
  Ti: 1e3 * 1024 ** 4,
  Pi: 1e3 * 1024 ** 5,
  Ei: 1e3 * 1024 ** 6,
};
const MIB = 1024 * 1024;

/** An amount as Kubernetes writes it (`100m`, `1.5Gi`, `12e6`), in thousandths of its unit; `undefined`: it is none. */
function thousandths(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value * 1000 : undefined;
  if (typeof value !== "string") return undefined;
  const [, digits, exponent, suffix = ""] =
    /^([+-]?(?:\d+\.?\d*|\.\d+))(?:[eE]([+-]?\d+)|([numkMGTPE]|[KMGTPE]i))?$/.exec(value) ?? [];
  const scale = SCALES[suffix];
  if (digits === undefined || scale === undefined) return undefined;
  const amount = Number(exponent === undefined ? digits : `${digits}e${exponent}`) * scale;
  return Number.isFinite(amount) ? amount : undefined;
}

/** What there is, in whole units: never more than is there. 0 for what is no amount. */
export const has = {
  milli: (value: unknown): number => Math.max(0, Math.floor(exact(thousandths(value) ?? 0))),
  whole: (value: unknown): number => Math.max(0, Math.floor(exact((thousandths(value) ?? 0) / 1000))),
  mib: (value: unknown): number => Math.max(0, Math.floor(exact((thousandths(value) ?? 0) / 1000 / MIB))),
} as const;

/** What is taken, in whole units: never less than is taken. */
export const takes = {
  milli: (value: unknown): number => Math.max(0, Math.ceil(exact(thousandths(value) ?? 0))),
  whole: (value: unknown): number => Math.max(0, Math.ceil(exact((thousandths(value) ?? 0) / 1000))),
  mib: (value: unknown): number => Math.max(0, Math.ceil(exact((thousandths(value) ?? 0) / 1000 / MIB))),
} as const;

/** Products of decimal fractions are off by a little: 0.1 of 3 is not one more than 0.3. */
function exact(value: number): number {
  const near = Math.round(value);
  return Math.abs(value - near) < 1e-9 * Math.max(1, Math.abs(value)) ? near : value;
}
