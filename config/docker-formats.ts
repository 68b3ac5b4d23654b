import type { Format } from "./formats.ts";
import { asItIs, Refusal, textOf } from "./formats.ts";
import { texts } from "./object-formats.ts";

const SCHEMES = new Set(["unix:", "tcp:", "http:", "https:"]);

/** Where a Docker engine listens. */
export const engineUrl: Format<string> = {
  allowed: "unix:///path, tcp://host:port, http://host:port or https://host:port",
  example: "unix:///var/run/docker.sock",
  schema: { type: "string", pattern: "^(unix|tcp|https?)://" },
  fromText: asItIs,
  read: (value) => {
    const text = textOf(value);
    const url = URL.parse(text);
    if (url === null || !SCHEMES.has(url.protocol)) throw new Refusal("is no address of a Docker engine");
    if (url.protocol === "unix:" ? url.pathname.length < 2 : url.hostname === "")
      throw new Refusal("names no place");
    if (url.username !== "" || url.password !== "") throw new Refusal("must not hold a user or password");
    return text;
  },
};

/** Managers of a swarm. */
export const engineUrls: Format<readonly string[]> = {
  allowed: "a list of addresses of Docker engines; with commas in variables and flags",
  example: ["tcp://manager1:2376", "tcp://manager2:2376"],
  schema: { type: "array", items: { type: "string" } },
  fromText: (text) => text.split(",").map((part) => part.trim()),
  read: (value) => texts.read(value).map((text) => engineUrl.read(text)),
};

/** GPUs, in the words of an engine's driver. */
export const gpuIds: Format<readonly string[]> = {
  allowed: "a list of numbers or ids of GPUs; with commas in variables and flags",
  example: ["0", "1"],
  schema: { type: "array", items: { type: "string" } },
  fromText: (text) => text.split(",").map((part) => part.trim()),
  read: (value) => {
    const ids = texts.read(value);
    const odd = ids.find((id) => !/^[A-Za-z0-9][A-Za-z0-9/_:-]{0,127}$/.test(id));
    if (odd !== undefined) throw new Refusal(`names ${JSON.stringify(odd)}, which is no GPU`);
    if (new Set(ids).size < ids.length) throw new Refusal("names a GPU twice");
    return ids;
  },
};

/** Ports of a machine, as ranges. */
export const portRanges: Format<readonly (readonly [number, number])[]> = {
  allowed: "ranges of ports such as 31000-32000; several with commas",
  example: "31000-32000",
  schema: { type: "string" },
  fromText: asItIs,
  read: (value) => {
    const text = textOf(value).trim();
    if (text === "") return [];
    return text.split(",").map((part): readonly [number, number] => {
      const [, first, last = first] = /^\s*(\d{1,5})(?:-(\d{1,5}))?\s*$/.exec(part) ?? [];
      const range = [Number(first), Number(last)] as const;
      if (first === undefined || range[0] < 1 || range[1] > 65_535 || range[0] > range[1])
        throw new Refusal(`names ${JSON.stringify(part)}, which is no range of ports`);
      return range;
    });
  },
};
