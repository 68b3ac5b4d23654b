import { parseCpus, parseDuration, parseSize } from "../../resources/units.ts";
import { UnitError } from "../../resources/units.ts";
import { ArrayError, parseArray } from "./job-array.ts";
import type { DraftDependency, DraftSecret, DraftVolume, JobDraft } from "./job-draft.ts";
import type { Given } from "../frame/parse.ts";
import { APPLY_PLACEMENT } from "./placement-values.ts";
import { APPLY_SLURM } from "./slurm-values.ts";
import { parseTime } from "../text/time-text.ts";
import { integer, ValueError } from "../text/value-error.ts";

/** What flags need from outside; the values of variables that are copied, and files of them. */
export interface FlagSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Variables of a file that was read before, by its name as given. */
  readonly envFiles: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** What `now` and `08:30` are counted from. */
  readonly nowMs: number;
}

/** How each job flag changes the document, by its main name. */
const APPLY: Readonly<Record<string, (draft: JobDraft, text: string, sources: FlagSources) => void>> = {
  ...APPLY_PLACEMENT,
  ...APPLY_SLURM,
  name: (draft, text) => {
    draft.name = text;
  },
  description: (draft, text) => {
    draft.description = text;
  },
  project: (draft, text) => {
    draft.project = text;
  },
  cpus: (draft, text) => {
    draft.resources = { ...draft.resources, cpus: parseCpus(text) / 1000 };
  },
  memory: (draft, text) => {
    draft.resources = { ...draft.resources, memoryBytes: parseSize(text) };
  },
  disk: (draft, text) => {
    draft.resources = { ...draft.resources, diskBytes: parseSize(text) };
  },
  time: (draft, text) => {
    draft.walltimeSeconds = parseDuration(text);
  },
  grace: (draft, text) => {
    draft.graceSeconds = parseDuration(text);
  },
  begin: (draft, text, { nowMs }) => {
    draft.notBefore = parseTime(text, nowMs);
  },
  deadline: (draft, text, { nowMs }) => {
    draft.deadline = parseTime(text, nowMs);
  },
  priority: (draft, text) => {
    draft.priority = integer(text, 0, 100);
  },
  hold: (draft) => {
    draft.hold = true;
  },
  array: (draft, text) => {
    draft.array = { ...(draft.array as object | undefined), ...parseArray(text) }; // what was said of it before
  },
  gang: (draft) => {
    draft.array = { gang: true, ...(draft.array as object | undefined) };
  },
  "gang-on": (draft, text) => {
    draft.array = { ...(draft.array as object | undefined), gang: { uniform: text } };
  },
  env: (draft, text, { env }) => {
    const [name, value] = keyValue(text, /^[A-Za-z_]\w*$/, "K=V");
    const given = value ?? env[name];
    if (given === undefined) throw new ValueError(`${name} is not set here`, `write ${name}=VALUE`);
    draft.env = { ...draft.env, [name]: given };
  },
  "env-file": (draft, text, { envFiles }) => {
    draft.env = { ...draft.env, ...envFiles.get(text) };
  },
  secret: (draft, text) => {
    const secret = parseSecret(text);
    draft.secrets = [...(draft.secrets ?? []), secret];
  },
  signal: (draft, text) => {
    const [, name, seconds] = /^(?:B:)?(?:SIG)?([A-Z][A-Z0-9]*)@(\d{1,4})$/i.exec(text) ?? [];
    if (name === undefined) {
      throw new ValueError(
        `"${text}" is no signal and no time`,
        "write USR1@120: so many seconds before the end",
      );
    }
    draft.signal = { name: name.toUpperCase(), beforeSeconds: integer(seconds ?? "", 1, 3600) };
  },
  label: (draft, text) => {
    const [key, value] = keyValue(text, /^[A-Za-z0-9._/-]{1,63}$/, "key=value");
    if (value === undefined) throw new ValueError(`"${text}" has no value`, `write ${key}=VALUE`);
    draft.labels = { ...draft.labels, [key]: value };
  },
  volume: (draft, text) => {
    const volume = parseVolume(text);
    const others = (draft.volumes ?? []).filter(({ name }) => name !== volume.name);
    draft.volumes = [...others, volume];
  },
  after: (draft, text) => addDependencies(draft, [parseAfter(text)]),
  dependency: (draft, text) => addDependencies(draft, parseSlurmDependency(text)),
  notify: (draft, text) => {
    draft.notify = [...(draft.notify ?? []), parseNotify(text)];
  },
  retry: (draft, text) => {
    draft.retry = { ...draft.retry, maxAttempts: integer(text, 1, 20) };
  },
  "retry-on": (draft, text) => {
    draft.retry = { ...draft.retry, on: text.split(",").map(retryCause) };
  },
};

/**
 * Puts one flag into the document.
 * @throws ValueError
 */
export function applyFlag(draft: JobDraft, { flag, text = "" }: Given, sources: FlagSources): void {
  const apply = APPLY[flag.name];
  if (apply === undefined) throw new Error(`--${flag.name} is not a flag of jobs`);
  try {
    apply(draft, text, sources);
  } catch (error) {
    if (error instanceof UnitError || error instanceof ArrayError) {
      const [message = "", fix] = error.message.split("; ", 2);
      throw new ValueError(message, fix);
    }
    throw error;
  }
}

/**
 * Lines `K=V`, or `K` alone to copy the caller's; empty lines and those that begin with `#` are skipped. Values are
 * taken as they stand: quotes are part of them.
 */
export function parseEnvFile(
  text: string,
  env: FlagSources["env"],
): {
  readonly values: Readonly<Record<string, string>>;
  readonly faults: readonly { line: number; why: string }[];
} {
  const values: Record<string, string> = {};
  const faults: { line: number; why: string }[] = [];
  for (const [at, raw] of text
    .replace(/^\ufeff/, "")
    .split(/\r?\n/)
    .entries()) {
    if (raw.trim() === "" || raw.trimStart().startsWith("#")) continue;
    const [, name, value] = /^\s*([A-Za-z_]\w*)(?:=(.*))?$/.exec(raw) ?? [];
    const given = name === undefined ? undefined : (value ?? env[name]);
    if (name === undefined) faults.push({ line: at + 1, why: "is not NAME=VALUE" });
    else if (given === undefined) faults.push({ line: at + 1, why: `${name} is not set here` });
    else values[name] = given;
  }
  return { values, faults };
}

function keyValue(text: string, key: RegExp, form: string): readonly [string, string | undefined] {
  const equals = text.indexOf("=");
  const name = equals < 0 ? text : text.slice(0, equals);
  if (!key.test(name)) throw new ValueError(`"${name}" is no valid name`, `write ${form}`);
  return [name, equals < 0 ? undefined : text.slice(equals + 1)];
}

/** `db`, `db=DB_PASSWORD` or `db=file:db.txt`; without a word more the variable has the secret's name. */
function parseSecret(text: string): DraftSecret {
  const [, name, as = name?.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_")] =
    /^([a-z0-9][a-z0-9._-]{0,62})(?:=(.*))?$/s.exec(text) ?? [];
  if (name === undefined || as === undefined) {
    throw new ValueError(`"${text}" is no name of a secret`, "`godocker secret ls` lists them");
  }
  if (as.startsWith("file:")) return { name, file: as.slice("file:".length) };
  if (/^[A-Za-z_]\w*$/.test(as)) return { name, env: as };
  throw new ValueError(`"${as}" is no name of a variable`, `write ${name}=NAME, or ${name}=file:NAME`);
}

function parseVolume(text: string): DraftVolume {
  if (/^[./~]/.test(text)) {
    throw new ValueError(
      "directories of the machine cannot be named",
      "name a volume, such as home:rw; `godocker volumes` lists them",
    );
  }
  const [name = "", ...words] = text.split(":");
  if (!/^[a-z0-9][a-z0-9._-]{0,62}$/.test(name)) {
    throw new ValueError(`"${name}" is no name of a volume`, "`godocker volumes` lists them");
  }
  const path = words[0]?.startsWith("/") === true ? words[0] : undefined;
  const [mode = "ro", ...more] = path === undefined ? words : words.slice(1);
  if (more.length > 0 || (mode !== "ro" && mode !== "rw")) {
    throw new ValueError(`"${text}" is no volume`, `write ${name}, ${name}:rw or ${name}:/PATH:rw`);
  }
  return { name, mode, ...(path === undefined ? {} : { path }) };
}

const AFTER: Readonly<Record<string, string>> = {
  ok: "success",
  success: "success",
  any: "end",
  end: "end",
  fail: "failure",
  failure: "failure",
};

function parseAfter(text: string): DraftDependency {
  const [, id, index, when = "ok", unmet] =
    /^(\d{1,16})(?:[._](\d{1,10}))?(?::(\w+?))?(?::(hold|fail))?$/.exec(text) ?? [];
  const on = AFTER[when];
  if (id === undefined || on === undefined || !isJobId(id)) {
    throw new ValueError(
      `"${text}" names no job to wait for`,
      "write 12, 12:ok, 12:any or 12:fail; 12.3 for a task of an array",
    );
  }
  return {
    job: Number(id),
    ...(index === undefined ? {} : { index: Number(index) }),
    on,
    ...(unmet === undefined ? {} : { unmet }),
  };
}

const SLURM: Readonly<Record<string, string>> = {
  afterok: "success",
  afterany: "end",
  afternotok: "failure",
};

function parseSlurmDependency(text: string): DraftDependency[] {
  return text.split(",").flatMap((part) => {
    const [word = "", ...ids] = part.split(":");
    const on = SLURM[word];
    if (on === undefined || ids.length === 0 || !ids.every(isJobId)) {
      throw new ValueError(`"${part}" is no dependency`, "write afterok:12, afterany:12 or afternotok:12");
    }
    return ids.map((id) => ({ job: Number(id), on }));
  });
}

function isJobId(text: string): boolean {
  return /^[1-9]\d{0,15}$/.test(text) && Number.isSafeInteger(Number(text));
}

/** Of two that name the same job or task the later one counts. */
function addDependencies(draft: JobDraft, added: readonly DraftDependency[]): void {
  const name = ({ job, index }: DraftDependency) => `${job}.${index ?? ""}`;
  const named = new Set(added.map(name));
  draft.dependencies = [...(draft.dependencies ?? []).filter((each) => !named.has(name(each))), ...added];
}

const OCCASIONS: Readonly<Record<string, string>> = {
  start: "start",
  begin: "start",
  success: "success",
  done: "success",
  failure: "failure",
  fail: "failure",
  cancel: "cancel",
};

/** `ana@example.org:fail` or `https://example.org/hook:start,done`; without occasions the server's own. */
function parseNotify(text: string): { url?: string; email?: string; on?: readonly string[] } {
  const [, whom = text, words] = /^(.+):([a-z]+(?:,[a-z]+)*)$/s.exec(text) ?? [];
  const on = words?.split(",").map((word) => {
    const occasion = OCCASIONS[word];
    if (occasion !== undefined) return occasion;
    throw new ValueError(
      `"${word}" is nothing to be told of`,
      "start, success, failure or cancel, with commas",
    );
  });
  const when = on === undefined ? {} : { on };
  if (/^https?:\/\//.test(whom)) return { url: whom, ...when };
  if (/^[^\s@]+@[^\s@]+$/.test(whom)) return { email: whom, ...when };
  throw new ValueError(
    `"${text}" is neither an address of mail nor of the web`,
    "write ana@example.org:failure or https://example.org/hook",
  );
}

function retryCause(word: string): string {
  const [, code] = /^exit:(\d{1,3})$/.exec(word) ?? [];
  if (code !== undefined && Number(code) >= 1 && Number(code) <= 255) return word;
  if (["node", "launch", "pull", "preempt", "oom", "any"].includes(word)) return word;
  throw new ValueError(
    `"${word}" is no cause to try again`,
    "node, launch, pull, preempt, oom, any or exit:N, with commas",
  );
}
