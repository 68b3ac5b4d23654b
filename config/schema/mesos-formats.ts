import type { Format } from "../formats/formats.ts";
import { asItIs, cpus, httpUrl, name, oneOf, Refusal, size, textOf } from "../formats/formats.ts";
import { objectOf, texts } from "../formats/objects.ts";
import { WORD } from "../formats/words.ts";

/** Where the masters are: their addresses, or the ZooKeeper that knows which of them leads. */
export type MastersSetting =
  | { readonly kind: "addresses"; readonly urls: readonly URL[] }
  /** Holds a password when the ensemble wants one: for connecting, never for showing. */
  | { readonly kind: "zookeeper"; readonly url: string };

const ZOOKEEPER = "zk://zk1:2181,zk2:2181,zk3:2181/mesos";

/** A list of addresses, or one ZooKeeper URL. A ZooKeeper URL has commas of its own. */
export const masters: Format<MastersSetting> = {
  allowed: `a list of http or https URLs, with commas in variables and flags; or one URL such as ${ZOOKEEPER}`,
  example: ["http://master1:5050", "http://master2:5050"],
  schema: {
    anyOf: [
      { type: "array", items: { type: "string" } },
      { type: "string", pattern: "^\\s*[zZ][kK]:" },
    ],
  },
  fromText: (text) => (isZooKeeper(text) ? text.trim() : text.split(",").map((part) => part.trim())),
  read: (value) => {
    const [only, ...others]: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (isZooKeeper(only)) {
      if (others.length > 0)
        throw new Refusal("names ZooKeeper beside others: its URL holds all its servers, with commas");
      return { kind: "zookeeper", url: zooKeeperUrl(textOf(only)) };
    }
    if (!Array.isArray(value)) throw new Refusal("is neither a list nor a ZooKeeper URL");
    return { kind: "addresses", urls: value.map(masterUrl) };
  },
};

function masterUrl(value: unknown): URL {
  if (isZooKeeper(value)) throw new Refusal("names ZooKeeper beside addresses: name the one or the others");
  const url = httpUrl.read(value);
  if (url.pathname !== "/") throw new Refusal("must not have a path");
  return url;
}

function isZooKeeper(value: unknown): boolean {
  return typeof value === "string" && /^\s*zk:/i.test(value);
}

/** @see Mesos documentation, high availability: `zk://[user:password@]host1:port1,host2:port2/path` */
function zooKeeperUrl(text: string): string {
  const [, credentials, hosts, path] = /^zk:\/\/(?:([^@]*)@)?([^/@]+)(\/.*)?$/.exec(text) ?? [];
  if (hosts === undefined) throw new Refusal(`is not a ZooKeeper URL such as ${ZOOKEEPER}`);
  if (credentials !== undefined && !/^[^:/\s]+:[^:/\s]+$/.test(credentials))
    throw new Refusal("has something before the @ that is not user:password, both without : and /");
  for (const host of hosts.split(",")) {
    const port = /^[A-Za-z0-9._-]+(?::(\d{1,5}))?$/.exec(host);
    if (port === null || Number(port[1] ?? 1) > 65_535 || Number(port[1] ?? 1) < 1)
      throw new Refusal("has a server that is not host:port");
  }
  if (path === undefined || !/^(?:\/[^/\s]+)+\/?$/.test(path))
    throw new Refusal("has no path; the masters' own --zk names it");
  return text;
}

/** @see Mesos documentation, roles */
const ROLE = /^(?:\*|(?!\/)(?:(?:^|\/)(?!-)(?!\.{1,2}(?:\/|$))(?!\*(?:\/|$))[^\s/\p{Cc}]+)+)$/u;

/** In the order in which they are told. */
export const roles: Format<readonly string[]> = {
  allowed:
    "a list of role names of Mesos, such as batch or science/batch; with commas in variables and flags",
  example: ["batch"],
  schema: { type: "array", items: { type: "string" }, minItems: 1 },
  fromText: (text) => text.split(",").map((part) => part.trim()),
  read: (value) => {
    if (!Array.isArray(value)) throw new Refusal("is not a list");
    if (value.length === 0) throw new Refusal("names no role: nothing would be offered");
    const names = value.map(textOf);
    const wrong = names.find((name) => name.length > 128 || !ROLE.test(name));
    if (wrong !== undefined) throw new Refusal(`names ${JSON.stringify(wrong)}, which is no role of Mesos`);
    const twice = names.find((name, at) => names.indexOf(name) !== at);
    if (twice !== undefined) throw new Refusal(`names ${JSON.stringify(twice)} twice`);
    return names;
  },
};

/** A name to check a certificate for, instead of the host's. */
export const serverName: Format<string> = {
  allowed: "a host name",
  example: "mesos.example.org",
  schema: { type: "string" },
  fromText: asItIs,
  read: (value) => {
    const text = textOf(value);
    if (!/^(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(text))
      throw new Refusal("is not a host name");
    return text;
  },
};

const CONTAINERIZERS = ["mesos", "docker"] as const;
export type Containerizer = (typeof CONTAINERIZERS)[number];
export const containerizer = oneOf(CONTAINERIZERS);

/** Empty: no images. */
export const containerizers: Format<readonly Containerizer[]> = {
  allowed: "a list of mesos, docker, or none; with commas in variables and flags",
  example: ["mesos", "docker"],
  schema: { anyOf: [{ const: "none" }, { type: "array", items: { enum: CONTAINERIZERS } }] },
  fromText: (text) => (text === "none" ? [] : text.split(",").map((part) => part.trim())),
  read: (value) => {
    if (value === "none") return [];
    if (!Array.isArray(value)) throw new Refusal("is not a list");
    const all = value.map((item: unknown) => containerizer.read(item));
    if (new Set(all).size < all.length) throw new Refusal("names one of them twice");
    return all;
  },
};

/** Runs beside each job. */
export interface SidecarSetting {
  readonly argv: readonly [string, ...string[]];
  readonly image?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly cpusMilli: number;
  readonly memoryBytes: number;
}

export const sidecar: Format<SidecarSetting> = objectOf({
  fields: ["argv", "image", "env", "user", "cpus", "memory"],
  example: { argv: ["/usr/local/bin/watch-job"], cpus: 0.1, memory: "64M" },
  read: (field) => {
    const [program, ...args] = field("argv", texts, []);
    if (program === undefined) throw new Refusal("has no program in argv");
    const image = field("image", IMAGE, "");
    const user = field("user", optionalWord, "");
    return {
      argv: [program, ...args],
      ...(image === "" ? {} : { image }),
      env: field("env", environment, {}),
      ...(user === "" ? {} : { user }),
      cpusMilli: field("cpus", cpus, 0.1),
      memoryBytes: field("memory", size, "64M"),
    };
  },
});

const IMAGE = orEmpty(
  name(/^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,254}$/, "a reference of an image", "busybox:1.36"),
);
const optionalWord = orEmpty(WORD);

function orEmpty(format: Format<string>): Format<string> {
  return { ...format, read: (value) => (value === "" ? "" : format.read(value)) };
}

const environment: Format<Readonly<Record<string, string>>> = {
  allowed: "an object of texts",
  example: { LEVEL: "info" },
  schema: { type: "object", additionalProperties: { type: "string" } },
  fromText: asItIs,
  read: (value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw new Refusal("is not an object");
    return Object.fromEntries(
      Object.entries(value).map(([variable, text]: [string, unknown]) => {
        if (!/^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(variable))
          throw new Refusal(`has ${JSON.stringify(variable)}, which is no name of a variable`);
        if (typeof text !== "string") throw new Refusal(`has a value of ${variable} that is not text`);
        return [variable, text];
      }),
    );
  },
};
