import { ValueError } from "../text/value-error.ts";

const TIMES = "write 90 (minutes), 1:30:00 or 2-12 (days-hours)";

/**
 * `90` (minutes), `MM:SS`, `HH:MM:SS`, `D-HH`, `D-HH:MM` or `D-HH:MM:SS`.
 * @returns seconds; `undefined`: no limit
 * @throws ValueError
 */
export function slurmSeconds(text: string): number | undefined {
  if (/^(UNLIMITED|INFINITE|-1)$/i.test(text)) return undefined;
  const [, days, clock = ""] = /^(?:(\d{1,5})-)?(\d{1,7}(?::\d{1,4}){0,2})$/.exec(text) ?? [];
  const [first = Number.NaN, second = 0, third = 0] = clock.split(":").map(Number);
  const parts = clock.split(":").length;
  const seconds =
    days !== undefined
      ? Number(days) * 86_400 + first * 3600 + second * 60 + third
      : parts === 3
        ? first * 3600 + second * 60 + third
        : parts === 2
          ? first * 60 + second
          : first * 60;
  if (!Number.isFinite(seconds) || clock === "" || seconds === 0)
    throw new ValueError(`"${text}" is no time`, TIMES);
  return seconds;
}

/**
 * `512`, `512M`, `4G`: a number without a unit is MiB.
 * @returns MiB, rounded up
 * @throws ValueError
 */
export function slurmMebibytes(text: string): number {
  const [, digits = "", unit = "M"] = /^(\d{1,12}(?:\.\d{1,3})?)([KMGT])?B?$/i.exec(text) ?? [];
  const factor = { K: 1 / 1024, M: 1, G: 1024, T: 1024 * 1024 }[unit.toUpperCase()] ?? Number.NaN;
  const mib = Math.ceil(Number(digits) * factor);
  if (digits === "" || mib === 0)
    throw new ValueError(
      `"${text}" is no size`,
      "write 512, 512M or 4G; all of a node (0) cannot be asked for",
    );
  return mib;
}

/** `[D-]HH:MM:SS`, and `M:SS` below an hour. */
export function slurmTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number): string => String(value).padStart(2, "0");
  const [days, hours, minutes] = [
    Math.floor(whole / 86_400),
    Math.floor(whole / 3600) % 24,
    Math.floor(whole / 60) % 60,
  ];
  const rest = two(whole % 60);
  if (days > 0) return `${days}-${two(hours)}:${two(minutes)}:${rest}`;
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** A cell of a format such as `%.18i`: cut to its width, and to the right with a point. */
export function cell(text: string, width: number | undefined, isRight: boolean): string {
  if (width === undefined) return text;
  const cut = text.slice(0, width);
  return isRight ? cut.padStart(width) : cut.padEnd(width);
}

export type Fields<Row> = Readonly<
  Record<string, { readonly title: string; readonly text: (row: Row) => string }>
>;

/**
 * A format of Slurm's: text with `%i`, `%8j`, `%.18i`.
 * @returns a line of a row, and the header
 * @throws ValueError  for a letter that is not known
 */
export function formatOfSlurm<Row>(
  format: string,
  fields: Fields<Row>,
): { readonly header: string; readonly line: (row: Row) => string } {
  const parts = [...format.matchAll(/%(\.)?(\d{1,3})?([A-Za-z#%])|([^%]+|%)/g)].map(
    ([, right, width, letter, text = "%"]) => {
      if (letter === undefined || letter === "%") return { header: text, line: () => text };
      const field = Object.hasOwn(fields, letter) ? fields[letter] : undefined;
      if (field === undefined)
        throw new ValueError(
          `the field %${letter} is not known`,
          `known are ${Object.keys(fields)
            .map((one) => `%${one}`)
            .join(" ")}`,
        );
      const at = width === undefined ? undefined : Number(width);
      const shown = (value: string) => cell(value, at, right !== undefined);
      return { header: shown(field.title), line: (row: Row) => shown(field.text(row)) };
    },
  );
  return {
    header: parts.map(({ header }) => header).join(""),
    line: (row) => parts.map(({ line }) => line(row)).join(""),
  };
}
