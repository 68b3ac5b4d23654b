/** One flag of a program. `parse` throws an `Error` whose message says what is wrong with the text. */
export interface Flag<Value> {
  readonly placeholder: string;
  readonly describe: string;
  readonly parse: (text: string) => Value;
  /** Text used when the flag is absent. A flag without fallback that is not optional must be given. */
  readonly fallback?: string;
  readonly optional?: true;
}

export type Flags = Readonly<Record<string, Flag<unknown>>>;

export type FlagValues<F extends Flags> = {
  readonly [Name in keyof F]: F[Name] extends Flag<infer Value>
    ? F[Name] extends { readonly optional: true }
      ? Value | undefined
      : Value
    : never;
};

export interface ParsedFlags<F extends Flags> {
  readonly values: FlagValues<F>;
  /** Names and texts as given, for endpoints that show how a program was started. */
  readonly given: Readonly<Record<string, string>>;
}

/** All faults of one command line together: a person fixes them in one go. */
export class CommandLineError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

/**
 * Reads `--name value` and `--name=value`; Mesos' spelling with underscores is understood too.
 * Throws `CommandLineError` that names every fault.
 */
export function parseFlags<F extends Flags>(flags: F, argv: readonly string[]): ParsedFlags<F> {
  const problems: string[] = [];
  const given: Record<string, string> = {};
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] ?? "";
    const match = /^--([A-Za-z][\w-]*)(?:=(.*))?$/s.exec(word);
    if (match === null) {
      problems.push(`'${word}' is not a flag; flags begin with --`);
      continue;
    }
    const name = (match[1] ?? "").replaceAll("_", "-");
    let text = match[2];
    if (text === undefined && at + 1 < argv.length && !(argv[at + 1] ?? "").startsWith("--")) {
      at += 1;
      text = argv[at];
    }
    const flag = flags[name];
    if (flag === undefined) problems.push(`--${name} is not known; see --help`);
    else if (text === undefined) problems.push(`--${name} needs a value: --${name} ${flag.placeholder}`);
    else given[name] = text;
  }
  const values: Record<string, unknown> = {};
  for (const [name, flag] of Object.entries(flags)) {
    const text = given[name] ?? flag.fallback;
    if (text === undefined) {
      if (flag.optional === undefined) problems.push(`--${name} is missing: --${name} ${flag.placeholder}`);
      continue;
    }
    try {
      values[name] = flag.parse(text);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      problems.push(`--${name} '${text}': ${why}`);
    }
  }
  if (problems.length > 0) throw new CommandLineError(problems);
  // Every name of `flags` was parsed by its own `parse` above, or is optional and absent.
  return { values: values as FlagValues<F>, given };
}

export function helpText(usage: string, about: string, flags: Flags): string {
  const rows = Object.entries(flags).map(([name, flag]) => {
    const fallback =
      flag.fallback === undefined ? (flag.optional ? "" : " (required)") : ` (default ${flag.fallback})`;
    return [`  --${name} ${flag.placeholder}`, `${flag.describe}${fallback}`] as const;
  });
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return [
    usage,
    "",
    about,
    "",
    "Flags:",
    ...rows.map(([left, right]) => left.padEnd(width) + right),
    "",
  ].join("\n");
}

export function parsePort(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new Error("a port is a number from 0 to 65535; 0 takes a free one");
  return Number(text);
}

export function parsePositiveInteger(text: string): number {
  const value = Number(text);
  if (!/^\d{1,9}$/.test(text) || value < 1) throw new Error("expected a whole number of at least 1");
  return value;
}

export function parseBoolean(text: string): boolean {
  if (text !== "true" && text !== "false") throw new Error("expected true or false");
  return text === "true";
}

/** A part of 1, such as `0.1`. */
export function parsePart(text: string): number {
  const value = Number(text);
  if (!/^\d*\.?\d+$/.test(text) || value > 1) throw new Error("expected a number from 0 to 1");
  return value;
}

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  secs: 1000,
  mins: 60_000,
  hrs: 3_600_000,
  days: 86_400_000,
  weeks: 604_800_000,
};

/** A duration such as `100ms`, `15secs`, `10mins`, in milliseconds. Mesos' units; `s` as a courtesy. */
export function parseDurationMs(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|secs|mins|hrs|days|weeks)$/.exec(text);
  const unit = UNIT_MS[match?.[2] ?? ""];
  if (match === null || unit === undefined)
    throw new Error("a duration is a number with a unit: 100ms, 15secs, 10mins, 1hrs, 1days, 1weeks");
  return Number(match[1]) * unit;
}

export function parseHttpUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.protocol !== "http:")
    throw new Error("expected a URL such as http://127.0.0.1:5050");
  return url.origin;
}
