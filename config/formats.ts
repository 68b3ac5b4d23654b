import { isAbsolute, normalize } from "node:path";
import { formatSize, parseCpus, parseDuration, parseSize, UnitError } from "../resources/units.ts";

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
}

export interface ListenAddress {
  readonly host: string;
  /** 0 = any that is free. */
  readonly port: number;
}

export interface VolumeSetting {
  readonly name: string;
  readonly source: string;
  readonly mode: "ro" | "rw";
}

const asItIs = (text: string): unknown => text;

export const listenAddress: Format<ListenAddress> = {
  allowed: "host:port; port 0 takes any free one",
  example: "127.0.0.1:8080",
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
  fromText: asItIs,
  read: (value) => {
    const url = URL.parse(textOf(value));
    if (url === null) throw new Refusal("is not a URL");
    if (url.protocol === "zk:")
      throw new Refusal("names ZooKeeper, which this version does not ask for masters");
    if (url.protocol !== "http:" && url.protocol !== "https:")
      throw new Refusal("is not an http or https URL");
    if (url.username !== "" || url.password !== "") throw new Refusal("must not hold a user or password");
    if (url.search !== "" || url.hash !== "") throw new Refusal("must not have a query or fragment");
    return url;
  },
};

export const httpUrls: Format<readonly URL[]> = {
  allowed: "a list of http or https URLs; with commas in variables and flags",
  example: ["http://master1:5050", "http://master2:5050"],
  fromText: (text) => text.split(",").map((part) => part.trim()),
  read: (value) => {
    if (!Array.isArray(value)) throw new Refusal("is not a list");
    return value.map((item: unknown) => httpUrl.read(item));
  },
};

export const storeUrl: Format<string> = {
  allowed: "sqlite: and an absolute path",
  example: "sqlite:/var/lib/godocker/godocker.db",
  fromText: asItIs,
  read: (value) => {
    const text = textOf(value);
    const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase();
    if (scheme !== "sqlite") throw new Refusal("names a store that this version does not have");
    const path = text.slice("sqlite:".length).replace(/^\/\/(?=\/)/, "");
    return `sqlite:${absolutePath.read(path)}`;
  },
};

export const absolutePath: Format<string> = {
  allowed: "an absolute path",
  example: "/var/lib/godocker",
  fromText: asItIs,
  read: (value) => {
    const path = textOf(value);
    if (path.includes("\0")) throw new Refusal("has a NUL character");
    if (!isAbsolute(path)) throw new Refusal("is not an absolute path");
    const clean = normalize(path);
    return clean === "/" ? clean : clean.replace(/\/$/, "");
  },
};

export const size: Format<number> = {
  allowed: "a size with its unit",
  example: "512M",
  fromText: asItIs,
  read: (value) => withUnit(value, parseSize),
};

/** Whole seconds. */
export function duration(minimum: number, maximum: number): Format<number> {
  const seconds = (value: unknown) => withUnit(value, parseDuration);
  return {
    allowed: `a duration with its units, from ${minimum} s to ${maximum} s`,
    example: "10m",
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
  fromText: asItIs,
  read: (value) => {
    const milli = withUnit(typeof value === "number" ? String(value) : value, parseCpus);
    if (milli < 1) throw new Refusal("is not more than 0");
    return milli;
  },
};

export function integer(minimum: number, maximum: number): Format<number> {
  return {
    allowed: `an integer from ${minimum} to ${maximum}`,
    example: minimum,
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
    fromText: plain.fromText,
    read: (value) => plain.read(typeof value === "string" ? withUnit(value, parseSize) : value),
  };
}

export const boolean: Format<boolean> = {
  allowed: "true or false",
  example: true,
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
    fromText: asItIs,
    read: (value) => {
      const text = textOf(value);
      if (!pattern.test(text)) throw new Refusal("is not a valid name");
      return text;
    },
  };
}

const VOLUME_NAME = name(/^[a-z0-9][a-z0-9._-]{0,62}$/, "1 to 63 of a-z 0-9 . _ -", "home");
const VOLUME_MODE = oneOf(["ro", "rw"]);

/** What a job must never get: it would see or change the machine, or other people's jobs. */
const NEVER_A_VOLUME = ["/etc", "/proc", "/sys", "/dev", "/run", "/var/run", "/boot", "/root/.ssh"];

export const volumes: Format<readonly VolumeSetting[]> = {
  allowed: "a list of {name, source, mode}; as JSON5 in variables and flags",
  example: [{ name: "home", source: "/data/home", mode: "rw" }],
  fromText: asItIs,
  read: (value) => {
    if (!Array.isArray(value)) throw new Refusal("is not a list");
    const seen = new Set<string>();
    return value.map((item: unknown, at) => {
      const volume = readVolume(item, `number ${at + 1}`);
      if (seen.has(volume.name)) throw new Refusal(`names the volume ${volume.name} twice`);
      seen.add(volume.name);
      return volume;
    });
  },
};

function readVolume(item: unknown, where: string): VolumeSetting {
  if (typeof item !== "object" || item === null || Array.isArray(item))
    throw new Refusal(`${where} is not an object`);
  const fields = new Map<string, unknown>(Object.entries(item));
  const unknown = [...fields.keys()].find((key) => !["name", "source", "mode"].includes(key));
  if (unknown !== undefined)
    throw new Refusal(`${where} has an unknown field "${unknown}"; known are name, source, mode`);
  const field = <T>(key: string, format: Format<T>, absent?: unknown): T => {
    try {
      return format.read(fields.get(key) ?? absent);
    } catch (error) {
      if (error instanceof Refusal)
        throw new Refusal(`${where}: ${key} ${error.message} (${format.allowed})`);
      throw error;
    }
  };
  const volume = {
    name: field("name", VOLUME_NAME),
    source: field("source", absolutePath),
    mode: field("mode", VOLUME_MODE, "ro"),
  };
  const forbidden = NEVER_A_VOLUME.find((path) => isInside(volume.source, path));
  if (volume.source === "/" || forbidden !== undefined) {
    throw new Refusal(`${where}: ${volume.source} must not be given to jobs`);
  }
  return volume;
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

function textOf(value: unknown): string {
  if (typeof value !== "string") throw new Refusal("is not text");
  if (value.trim() === "") throw new Refusal("is empty");
  return value.trim();
}
