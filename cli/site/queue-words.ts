import type { QueueFields } from "../../client/site.ts";
import { nearest } from "../../resources/nearest.ts";
import { parseDuration, parseSize, UnitError } from "../../resources/units.ts";
import type { Args } from "../frame/args.ts";
import { usageOf } from "../frame/command.ts";
import { EXIT, Failure } from "../text/failure.ts";

type Put = (fields: Draft, value: string | null) => void;

interface Draft {
  readonly fields: Record<string, unknown>;
  readonly limits: Record<string, number | null>;
}

const limit =
  (field: string, read: (text: string) => number): Put =>
  ({ limits }, text) => {
    limits[field] = text === null ? null : read(text);
  };
const single =
  (field: string, read: (text: string) => unknown): Put =>
  ({ fields }, text) => {
    fields[field] = text === null ? null : read(text);
  };
const names = (text: string): readonly string[] => text.split(",").filter((name) => name !== "");

/** `WORD=VALUE` of a queue. */
const WORDS: Readonly<Record<string, Put>> = {
  cpus: limit("cpus", number),
  memory: limit("memoryBytes", parseSize),
  disk: limit("diskBytes", parseSize),
  gpus: limit("gpus", number),
  time: limit("walltimeSeconds", parseDuration),
  array: limit("arrayTasks", number),
  "default-time": single("walltimeSeconds", parseDuration),
  "spill-after": single("spillAfterSeconds", parseDuration),
  image: single("image", String),
  projects: single("projects", names),
  executors: single("executors", names),
  prefer: single("prefer", names),
};

/** @throws Failure */
export function queueFields(words: readonly string[], args: Args): QueueFields {
  const draft: Draft = { fields: {}, limits: {} };
  for (const word of words) {
    const [, name = "", text] = /^([a-z-]+)=(.*)$/s.exec(word) ?? [];
    const put = Object.hasOwn(WORDS, name) ? WORDS[name] : undefined;
    if (put === undefined || text === undefined) {
      const near = nearest(name === "" ? word : name, Object.keys(WORDS));
      throw wrong(
        args,
        `"${word}" says nothing of a queue`,
        near === undefined ? `words are ${Object.keys(WORDS).join(", ")}` : `did you mean ${near}=…?`,
      );
    }
    try {
      put(draft, text === "none" ? null : text);
    } catch (error) {
      if (!(error instanceof UnitError)) throw error;
      throw wrong(args, `${name}: ${error.message}`, "write 8, 64G or 2h, as it fits, or none");
    }
  }
  const { fields, limits } = draft;
  if (args.operands[0] === "set" && words.length === 0)
    throw wrong(args, "queues set needs something to set", "such as cpus=8");
  // Only of the words above, each with its kind of value.
  return { ...fields, ...(Object.keys(limits).length === 0 ? {} : { limits }) } as QueueFields;
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new UnitError(`"${text}" is no number`);
  return value;
}

function wrong({ command }: Args, what: string, fix: string): Failure {
  return new Failure({ exit: EXIT.usage, what, fix, usage: usageOf(command) });
}
