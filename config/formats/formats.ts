import { isAbsolute, normalize } from "node:path";
import { formatSize, parseCpus, parseDuration, parseSize, UnitError } from "../../resources/units.ts";

/** Why a value is not taken: a sentence that follows the key's name. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

/** How a kind of value is written, and what it becomes. */
export interface Format<T> {
  /** For people: what may stand there. */
  readonly allowed: string;
  readonly example: unknown;
  /** @throws Refusal */
  readonly read: (value: unknown) => T;
  /** What an environment variable or flag means, before `read`. @throws Refusal */
  readonly fromText: (text: string) => unknown;
  /** Roughly the same as JSON Schema, for editors; `read` decides. */
  readonly schema?: Readonly<Record<string, unknown>>;
  /** Lists of objects: in environment variables and flags they are JSON5, and `fromText` is not asked. */
  readonly json5?: true;
}

export interface ListenAddress {
  readonly host: string;
  /** 0 = any that is free. */
  readonly port: number;
}

export const asItIs = (text: string): unknown => text;

export const listenAddress: Format<ListenAddress> = {
  allowed: "host:port; port 0 takes any free one",
  example: "127.0.0.1:8080",
  schema: { type: "string", pattern: String.raw`:\d{1,5}$` },
  fromText: asItIs,
  read: (value) => {
    const [, bracketed, plain, port] =
      /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9._-]+)):(\d{1,5})$/.exec(textOf(value)) ?? [];
    const host = bracketed ?? plain;
    if (host === undefined || Number(port) > 65_535) throw new Refusal("is not host:port");
    return { host, port: Number(port) };
  },
};

export const httpUrl: Format<URL> = {
  allowed: "an http or https URL",
  example: "https://godocker.example.org",
  schema: { type: "string", pattern: "^https?://" },
  fromText: asItIs,
  read: (value) => {
    const url = URL.parse(textOf(value));
    if (url === null) throw new Refusal("is not a URL");
    if (url.protocol !== "http:" && url.protocol !== "https:")
      throw new Refusal("is not an http or https URL");
    if (url.username !== "" || url.password !== "") throw new Refusal("must not hold a user or password");
    if (url.search !== "" || url.hash !== "") throw new Refusal("must not have a query or fragment");
    return url;
  },
};

export const absolutePath: Format<string> = {
  allowed: "an absolute path",
  example: "/var/lib/godocker",
  schema: { type: "string", pattern: "^/" },
  fromText: asItIs,
  read: (value) => {
    const path = textOf(value);
    if (path.includes("\0")) throw new Refusal("has a NUL character");
    if (!isAbsolute(path)) throw new Refusal("is not an absolute path");
    const clean = normalize(path);
    return clean === "/" ? clean : clean.replace(/\/$/, "");
  },
};

export const absolutePaths: Format<readonly string[]> = {
  allowed: "a list of absolute paths; with commas in variables and flags",
  example: ["/data"],
  schema: { type: "array", items: absolutePath.schema },
  fromText: (text) => text.split(",").map((part) => part.trim()),
  read: (value) => {
    if (!Array.isArray(value)) throw new Refusal("is not a list");
    return value.map(absolutePath.read);
  },
};

export const size: Format<number> = {
  allowed: "a size with its unit",
  example: "512M",
  schema: { type: "string", pattern: String.raw`^\s*\d+(\.\d+)?\s*[A-Za-z]+\s*$` },
  fromText: asItIs,
  read: (value) => withUnit(value, parseSize),
};

/** Whole seconds. */
export function duration(minimum: number, maximum: number): Format<number> {
  const seconds = (value: unknown) => withUnit(value, parseDuration);
  return {
    allowed: `a duration with its units, from ${minimum} s to ${maximum} s`,
    example: "10m",
    schema: { type: "string", minLength: 2 },
    fromText: asItIs,
    read: (value) => {
      const given = seconds(value);
      if (given < minimum || given > maximum) throw new Refusal("is out of range");
      return given;
    },
  };
}

/** Thousandths of a CPU. */
export const cpus: Format<number> = {
  allowed: "a number of CPUs, in steps of 0.001",
  example: 4,
  schema: { type: ["number", "string"], exclusiveMinimum: 0 },
  fromText: asItIs,
  read: (value) => {
    const milli = cpusFromZero.read(value);
    if (milli < 1) throw new Refusal("is not more than 0");
    return milli;
  },
};

/** The same, for what may be none. */
export const cpusFromZero: Format<number> = {
  allowed: "a number of CPUs from 0 on, in steps of 0.001",
  example: 4,
  schema: { type: ["number", "string"], minimum: 0 },
  fromText: asItIs,
  read: (value) => withUnit(typeof value === "number" ? String(value) : value, parseCpus),
};

export function integer(minimum: number, maximum: number): Format<number> {
  return {
    allowed: `an integer from ${minimum} to ${maximum}`,
    example: minimum,
    schema: { type: "integer", minimum, maximum },
    fromText: (text) => (/^-?\d{1,15}$/.test(text) ? Number(text) : text),
    read: (value) => {
      if (typeof value !== "number" || !Number.isInteger(value)) throw new Refusal("is not an integer");
      if (value < minimum || value > maximum) throw new Refusal("is out of range");
      return value;
    },
  };
}

/** Bytes as a plain integer: the key's own name says the unit. */
export function bytes(minimum: number, maximum: number): Format<number> {
  const plain = integer(minimum, maximum);
  return {
    allowed: `a number of bytes from ${minimum} to ${maximum}, or a size with its unit`,
    example: "2MiB",
    schema: { type: ["integer", "string"], minimum, maximum },
    fromText: plain.fromText,
    read: (value) => plain.read(typeof value === "string" ? withUnit(value, parseSize) : value),
  };
}

export const number: Format<number> = {
  allowed: "a number",
  example: 1,
  schema: { type: "number" },
  fromText: (text) => (/^-?\d{1,15}(\.\d{1,9})?$/.test(text) ? Number(text) : text),
  read: (value) => {
    if (typeof value !== "number" || !Number.isFinite(value)) throw new Refusal("is not a number");
    return value;
  },
};

export function numberFrom(minimum: number, maximum: number): Format<number> {
  return {
    ...number,
    allowed: `a number from ${minimum} to ${maximum}`,
    example: minimum,
    schema: { type: "number", minimum, maximum },
    read: (value) => {
      const read = number.read(value);
      if (read < minimum || read > maximum) throw new Refusal("is out of range");
      return read;
    },
  };
}

export const boolean: Format<boolean> = {
  allowed: "true or false",
  example: true,
  schema: { type: "boolean" },
  fromText: (text) => (text === "true" ? true : text === "false" ? false : text),
  read: (value) => {
    if (typeof value !== "boolean") throw new Refusal("is neither true nor false");
    return value;
  },
};

export function oneOf<const W extends string>(words: readonly W[]): Format<W> {
  return {
    allowed: words.join(", "),
    example: words[0],
    schema: { enum: words },
    fromText: asItIs,
    read: (value) => {
      const found = words.find((word) => word === value);
      if (found === undefined) throw new Refusal("is not one of the allowed words");
      return found;
    },
  };
}

export function name(pattern: RegExp, allowed: string, example: string): Format<string> {
  return {
    allowed,
    example,
    schema: { type: "string", pattern: pattern.source },
    fromText: asItIs,
    read: (value) => {
      const text = textOf(value);
      if (!pattern.test(text)) throw new Refusal("is not a valid name");
      return text;
    },
  };
}

/** Both absolute and normalised. */
export function isInside(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory === "/" ? "/" : `${directory}/`);
}

function withUnit(value: unknown, parse: (text: string) => number): number {
  if (typeof value === "number") {
    throw new Refusal(
      `has no unit${Number.isInteger(value) && value > 0 ? `; is it ${formatSize(value)}, or seconds?` : ""}`,
    );
  }
  try {
    return parse(textOf(value));
  } catch (error) {
    if (error instanceof UnitError) throw new Refusal(`is not right: ${error.message}`);
    throw error;
  }
}

/** @throws Refusal  for what is no text, or empty */
export function textOf(value: unknown): string {
  if (typeof value !== "string") throw new Refusal("is not text");
  if (value.trim() === "") throw new Refusal("is empty");
  return value.trim();
}
