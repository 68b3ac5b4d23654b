/** Text that is no size, duration or number of CPUs: the message says what is allowed, with an example. */
export class UnitError extends Error {
  override readonly name = "UnitError";
}

const SIZE_UNITS: Readonly<Record<string, number>> = {
  b: 1,
  k: 1024,
  ki: 1024,
  kib: 1024,
  m: 1024 ** 2,
  mi: 1024 ** 2,
  mib: 1024 ** 2,
  g: 1024 ** 3,
  gi: 1024 ** 3,
  gib: 1024 ** 3,
  t: 1024 ** 4,
  ti: 1024 ** 4,
  tib: 1024 ** 4,
  p: 1024 ** 5,
  pi: 1024 ** 5,
  pib: 1024 ** 5,
  kb: 1000,
  mb: 1000 ** 2,
  gb: 1000 ** 3,
  tb: 1000 ** 4,
  pb: 1000 ** 5,
};

/**
 * `512M`, `1.5 GiB`, `10GB` → bytes. K M G T P are binary, kB MB GB decimal. A bare number is refused: nobody knows
 * whether bytes or MiB were meant.
 * @throws UnitError
 */
export function parseSize(text: string): number {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*$/.exec(text);
  const unit = match?.[2]?.toLowerCase() ?? "";
  if (match === null || (unit !== "" && SIZE_UNITS[unit] === undefined)) {
    throw new UnitError(`"${text}" is not a size; write a number and a unit, such as 512M, 1.5G or 10GiB`);
  }
  if (unit === "")
    throw new UnitError(`"${text}" has no unit; write ${text.trim()}M, ${text.trim()}G or ${text.trim()}B`);
  const bytes = Number(match[1]) * (SIZE_UNITS[unit] ?? 1);
  if (!Number.isSafeInteger(Math.round(bytes))) throw new UnitError(`"${text}" is too large`);
  return Math.round(bytes);
}

/** The largest unit in which the size is exact with at most one decimal, else the next smaller. */
export function formatSize(bytes: number): string {
  for (const [unit, size] of [
    ["PiB", 1024 ** 5],
    ["TiB", 1024 ** 4],
    ["GiB", 1024 ** 3],
    ["MiB", 1024 ** 2],
    ["KiB", 1024],
  ] as const) {
    const tenths = (bytes * 10) / size;
    // Beyond 2^53 the division rounds: only what is read again as the same number is exact.
    const isExact = Number.isInteger(tenths) && Math.round(Number(String(tenths / 10)) * size) === bytes;
    if (bytes >= size && isExact) return `${tenths / 10} ${unit}`;
  }
  return `${bytes} B`;
}

const DURATION_SECONDS: Readonly<Record<string, number>> = { d: 86_400, h: 3600, m: 60, s: 1 };

/**
 * `90s`, `1h30m`, `2 d 4 h`, `PT1H`, and Slurm's `M:S`, `H:M:S`, `D-H`, `D-H:M`, `D-H:M:S` → seconds. A bare number
 * is refused.
 * @throws UnitError
 */
export function parseDuration(text: string): number {
  const compact = text.replaceAll(/\s+/g, "");
  const seconds = fromUnits(compact) ?? fromIso(compact) ?? fromColons(compact);
  if (seconds === undefined) {
    const hint = /^\d+$/.test(compact)
      ? `write ${compact}s, ${compact}m or ${compact}h`
      : "such as 90s, 10m, 1h30m or 2d";
    throw new UnitError(`"${text}" is not a duration; ${hint}`);
  }
  if (!Number.isSafeInteger(seconds))
    throw new UnitError(`"${text}" is not a whole number of seconds, or too long`);
  return seconds;
}

/** `1 h 30 m`, `2 d 4 h`, `0 s`. Exact: every unit that is not zero is shown. */
export function formatDuration(seconds: number): string {
  let rest = seconds;
  const parts: string[] = [];
  for (const [unit, size] of Object.entries(DURATION_SECONDS)) {
    const whole = Math.floor(rest / size);
    rest -= whole * size;
    if (whole > 0) parts.push(`${whole} ${unit}`);
  }
  return parts.length === 0 ? "0 s" : parts.join(" ");
}

/**
 * `2`, `0.5`, `500m` → thousandths of a CPU.
 * @throws UnitError
 */
export function parseCpus(text: string): number {
  const match = /^\s*(\d+(?:\.\d{1,3})?)(m?)\s*$/.exec(text);
  const milli = match === null ? Number.NaN : Number(match[1]) * (match[2] === "m" ? 1 : 1000);
  if (!Number.isSafeInteger(Math.round(milli)) || Math.abs(milli - Math.round(milli)) > 1e-6) {
    throw new UnitError(`"${text}" is not a number of CPUs; write 2, 0.5 or 500m (steps of 0.001)`);
  }
  return Math.round(milli);
}

export function formatCpus(milli: number): string {
  return String(milli / 1000);
}

function fromUnits(text: string): number | undefined {
  if (!/^(\d+(?:\.\d+)?d)?(\d+(?:\.\d+)?h)?(\d+(?:\.\d+)?m)?(\d+(?:\.\d+)?s)?$/.test(text) || text === "")
    return undefined;
  let seconds = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)([dhms])/g)) {
    seconds += Number(amount) * (DURATION_SECONDS[unit ?? ""] ?? 0);
  }
  return seconds;
}

function fromIso(text: string): number | undefined {
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text);
  if (match === null || text === "P" || text.endsWith("T")) return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return days * 86_400 + hours * 3600 + minutes * 60 + seconds;
}

function fromColons(text: string): number | undefined {
  const withDays = /^(\d+)-(\d+)(?::(\d+))?(?::(\d+))?$/.exec(text);
  if (withDays !== null) {
    const [days = 0, hours = 0, minutes = 0, seconds = 0] = withDays
      .slice(1)
      .map((part) => Number(part ?? 0));
    return days * 86_400 + hours * 3600 + minutes * 60 + seconds;
  }
  const clock = /^(?:(\d+):)?(\d+):(\d+)$/.exec(text);
  if (clock === null) return undefined;
  const [hours = 0, minutes = 0, seconds = 0] = clock.slice(1).map((part) => Number(part ?? 0));
  return hours * 3600 + minutes * 60 + seconds;
}
