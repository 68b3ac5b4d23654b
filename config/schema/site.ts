import { absolutePath, boolean, isInside, name, oneOf, Refusal, type Format } from "../formats/formats.ts";
import { given, listOf, maybe, texts } from "../formats/objects.ts";

export interface VolumeSetting {
  readonly name: string;
  readonly source: string;
  readonly mode: "ro" | "rw";
  readonly acl?: readonly {
    readonly users?: readonly string[];
    readonly projects?: readonly string[];
    readonly mode: "ro" | "rw";
  }[];
}

/** A network that jobs may name. */
export interface NetworkSetting {
  readonly name: string;
  /** What it is called in the agents' CNI configuration, and in Docker. */
  readonly network: string;
  /** How Docker joins it: its own bridge, or its network of that name. */
  readonly dockerMode: "bridge" | "user";
  /** The CNI plug-in maps ports of the agent to those of the container. */
  readonly mapsPorts: boolean;
}

/** Which agents the tasks may use that need something; `always` is any task. */
export interface AttributeRule {
  readonly when: (typeof RULE_SUBJECTS)[number];
  readonly require: readonly AttributeCondition[];
}

export interface AttributeCondition {
  readonly attribute: string;
  readonly op: (typeof OPS)[number];
  readonly values: readonly string[];
}

const RULE_SUBJECTS = [
  "always",
  "gpus",
  "image",
  "docker",
  "network",
  "scratch",
  "tmpfs",
  "memory-limit",
] as const;
const OPS = ["eq", "ne", "in", "notIn", "exists", "absent", "gt", "lt", "match"] as const;

/** What a job must never get: it would see or change the machine, or other people's jobs. */
const NEVER_A_VOLUME = ["/etc", "/proc", "/sys", "/dev", "/run", "/var/run", "/boot", "/root/.ssh"];
const VOLUME_NAME = name(/^[a-z0-9][a-z0-9._-]{0,62}$/, "1 to 63 of a-z 0-9 . _ -", "home");

const grants = listOf({
  fields: ["users", "projects", "mode"],
  example: [{ users: ["ada"], mode: "rw" }, { projects: ["biology"] }],
  read: (field) => ({
    ...given({ users: field("users", maybe(texts)), projects: field("projects", maybe(texts)) }),
    mode: field("mode", oneOf(["ro", "rw"]), "ro"),
  }),
});

export const imagePatterns: Format<readonly string[]> = {
  ...texts,
  allowed: "a list of names of images without tags, with * for any text",
  read: (value) => {
    const patterns = texts.read(value);
    const wrong = patterns.find((pattern) => !/^[A-Za-z0-9*][A-Za-z0-9._/:*-]{0,511}$/.test(pattern));
    if (wrong !== undefined) throw new Refusal(`has ${wrong}, which is no name of an image`);
    return patterns;
  },
};

export interface RootSetting {
  readonly images: readonly string[];
  readonly users?: readonly string[];
  readonly projects?: readonly string[];
}

export const rootGrants: Format<readonly RootSetting[]> = listOf({
  fields: ["images", "users", "projects"],
  example: [{ images: ["registry.example.org/build/*"], projects: ["packaging"] }],
  read: (field, where) => {
    const images = field("images", imagePatterns);
    if (images.length === 0) throw new Refusal(`${where}: images are none; "*/*" is any image`);
    return {
      images,
      ...given({ users: field("users", maybe(texts)), projects: field("projects", maybe(texts)) }),
    };
  },
});

export const volumes: Format<readonly VolumeSetting[]> = listOf({
  fields: ["name", "source", "mode", "acl"],
  example: [
    { name: "home", source: "/data/home", mode: "rw" },
    {
      name: "genomes",
      source: "/data/genomes",
      mode: "rw",
      acl: [{ users: ["ada"], mode: "rw" }, { projects: ["biology"] }],
    },
  ],
  read: (field, where) => {
    const source = field("source", absolutePath);
    const forbidden = NEVER_A_VOLUME.find((path) => isInside(source, path));
    // A name of a user must not be what tells a directory of the system from one of theirs.
    if (source === "/" || forbidden !== undefined || source.startsWith("/${"))
      throw new Refusal(`${where}: ${source} must not be given to jobs`);
    const unknown = /\$\{(?!user\}|project\})[^}]*\}?/.exec(source)?.[0];
    if (unknown !== undefined)
      throw new Refusal(`${where}: ${source} has ${unknown}; only \${user} and \${project} stand for names`);
    const acl = field("acl", maybe(grants));
    return {
      name: field("name", VOLUME_NAME),
      source,
      mode: field("mode", oneOf(["ro", "rw"]), "ro"),
      ...given({ acl }),
    };
  },
  unique: (volume) => `the volume ${volume.name}`,
});

export const NETWORK = name(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, "letters, digits and . _ -", "science");

export const networks: Format<readonly NetworkSetting[]> = listOf({
  fields: ["name", "network", "dockerMode", "mapsPorts"],
  example: [{ name: "science", dockerMode: "user" }],
  read: (field) => {
    const own = field("name", NETWORK);
    return {
      name: own,
      network: field("network", NETWORK, own),
      dockerMode: field("dockerMode", oneOf(["bridge", "user"]), "user"),
      mapsPorts: field("mapsPorts", boolean, false),
    };
  },
  unique: (network) => `the network ${network.name}`,
});

const ATTRIBUTE = name(/^[A-Za-z0-9_][A-Za-z0-9._/-]{0,127}$/, "a name of an attribute", "containerizers");

export const attributeRules: Format<readonly AttributeRule[]> = listOf({
  fields: ["when", "require"],
  example: [
    { when: "docker", require: [{ attribute: "containerizers", op: "match", values: [".*docker.*"] }] },
  ],
  read: (field) => ({
    when: field("when", oneOf(RULE_SUBJECTS)),
    require: field("require", conditions),
  }),
});

const conditions: Format<readonly AttributeCondition[]> = listOf({
  fields: ["attribute", "op", "values"],
  example: [{ attribute: "containerizers", op: "exists" }],
  read: (field, where) => {
    const op = field("op", oneOf(OPS));
    const values = field("values", texts, []);
    const [least, most] =
      op === "exists" || op === "absent" ? [0, 0] : op === "in" || op === "notIn" ? [1, 100] : [1, 1];
    if (values.length < least || values.length > most) {
      const wanted = most === 0 ? "no values" : most === 1 ? "one value" : "at least one value";
      throw new Refusal(`${where}: ${op} takes ${wanted}`);
    }
    return { attribute: field("attribute", ATTRIBUTE), op, values };
  },
});
