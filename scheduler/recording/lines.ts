import { policyNamed } from "../../fair-share/policies.ts";
import { isSnapshotPolicy } from "../../fair-share/policy.ts";
import type { NewJob } from "../../jobs/life/job.ts";
import type { JobSpec } from "../../jobs/spec/spec.ts";
import type { CoreInput, KnownParent } from "../state/decision.ts";
import { DEFAULT_TUNING, type Tuning } from "../state/tuning.ts";
import { bareChanges, bareJob, bareStatus } from "./bare-job.ts";
import { newDigest, type Digest } from "./digest.ts";
import { specReader, specWriter } from "./known-specs.ts";
import type { CoreCall } from "./recorded-core.ts";

/** Of the lines that are written. */
const RECORDING_VERSION = 4;
/** Of those that can be played: 2 has every job with all of its spec, 3 no trust in agents. */
const PLAYED_VERSIONS: readonly number[] = [2, 3, RECORDING_VERSION];

/** A call as it was recorded. `digest`: of all decisions up to this one; `null`: the cycle threw. */
export type PlayedCall =
  | Exclude<CoreCall, { readonly type: "step" }>
  | {
      readonly type: "step";
      readonly inputs: readonly CoreInput[];
      readonly nowMs: number;
      readonly digest: string | null;
    };

/** Something in a recording is not what it should be. */
export class RecordingError extends Error {
  override readonly name = "RecordingError";
}

/** Makes lines of calls; one writer for each recording, since the digest of a core's decisions goes on. */
export function lineWriter(): (call: CoreCall) => string {
  let digest: Digest = newDigest();
  let referTo = specWriter();
  return (call) => {
    switch (call.type) {
      case "begin": {
        digest = newDigest();
        referTo = specWriter();
        const { options } = call;
        const tuning = withPolicyName(options.tuning);
        return JSON.stringify(["begin", RECORDING_VERSION, { ...options, tuning }]);
      }
      case "backend":
        return JSON.stringify(["backend", call.name, call.registrationId ?? null, call.capabilities ?? null]);
      case "usage":
        return JSON.stringify(["usage", call.bucket]);
      case "trust":
        return JSON.stringify(["trust", call.agent]);
      case "job": {
        const { attempts, job } = call;
        const { spec, ...bare } = { ...bareJob(job), status: bareStatus(job.status) };
        return JSON.stringify([
          "job",
          { ...bare, spec: referTo(spec) },
          attempts,
          parentsOf(call.parents, job.spec.dependencies),
        ]);
      }
      case "configure":
        return JSON.stringify(["configure", withPolicyName(call.changes)]);
      case "step": {
        if (call.decision !== undefined) digest.add(call.decision);
        const hash = call.decision === undefined ? null : digest.text();
        return JSON.stringify([
          "step",
          call.nowMs,
          hash,
          ...call.inputs.map((input) => bareInput(input, referTo)),
        ]);
      }
      default:
        return call satisfies never;
    }
  };
}

type ReferTo = ReturnType<typeof specWriter>;

function bareInput(input: CoreInput, referTo: ReferTo): unknown {
  switch (input.type) {
    case "submitted": {
      const { id, source, spec, submittedAtMs, user, ...more } = bareJob(input.job);
      const parts: unknown[] = ["n", referTo(spec), id, user, submittedAtMs, source];
      const key = input.key === `job/${id}` ? null : input.key;
      const parents = parentsOf(input.parents, spec.dependencies);
      // Most jobs have nothing of these.
      if (key !== null || parents.length > 0 || Object.keys(more).length > 0) parts.push(key, parents, more);
      return parts;
    }
    case "requested": {
      const { job, key, parents, request } = input;
      const { changes } = request;
      return [
        "r",
        key,
        changes === undefined ? request : { ...request, changes: bareChanges(changes) },
        job === undefined ? null : bareJob(job),
        parents === undefined ? null : parentsOf(parents, changes?.dependencies ?? []),
      ];
    }
    case "backend": {
      const { backend, event } = input;
      if (event.type !== "status") return ["b", backend, event];
      const { acknowledgement, ...update } = event.update;
      // That one is wanted is all that a core makes of it.
      return acknowledgement === undefined ? ["s", backend, update] : ["a", backend, update];
    }
    case "reconcile":
      return ["c"];
    default:
      return input satisfies never;
  }
}

/** Of all that were read in one go, those that this one names. */
function parentsOf(
  all: ReadonlyMap<number, KnownParent>,
  named: readonly { readonly job: number }[],
): readonly unknown[] {
  if (all.size === 0 || named.length === 0) return [];
  return [...new Set(named.map(({ job }) => job))].flatMap((job) => {
    const parent = all.get(job);
    return parent === undefined ? [] : [[job, { ...parent, status: bareStatus(parent.status) }]];
  });
}

function withPolicyName(tuning: Partial<Tuning>): object {
  const { policy, ...rest } = tuning;
  if (policy === undefined) return rest;
  const { name } = policy;
  return { ...rest, policy: isSnapshotPolicy(policy) ? { name, settings: policy.settings } : { name } };
}

/** Reads lines one after the other; one reader for each recording, since lines name what came before them. */
export function lineReader(): (line: string) => PlayedCall {
  let specOf: SpecOf = specReader();
  return (line) => {
    if (line.startsWith('["begin"')) specOf = specReader();
    return readLine(line, specOf);
  };
}

type SpecOf = ReturnType<typeof specReader>;

/** @throws RecordingError */
function readLine(line: string, specOf: SpecOf): PlayedCall {
  let parts: unknown;
  try {
    parts = JSON.parse(line);
  } catch (cause) {
    throw new RecordingError(`a line is no JSON: ${line.slice(0, 80)}`, { cause });
  }
  // Below: lines are what `lineWriter` made of these very types.
  const [type, ...rest] = parts as readonly [string, ...(readonly never[])];
  switch (type) {
    case "begin": {
      const [version, options] = rest as unknown as readonly [number, object & { readonly tuning: object }];
      if (!PLAYED_VERSIONS.includes(version))
        throw new RecordingError(
          `the recording is of format ${version}, and this version plays formats ${PLAYED_VERSIONS.join(", ")}: play it with the version that made it`,
        );
      // What was not known then is as it is where nobody says anything of it.
      const tuning = withPolicy({ ...DEFAULT_TUNING, ...options.tuning });
      return { type: "begin", options: { ...options, tuning } as never };
    }
    case "backend": {
      const [name, registrationId, capabilities] = rest as unknown as readonly [string, string | null, never];
      return {
        type: "backend",
        name,
        registrationId: registrationId ?? undefined,
        capabilities: capabilities ?? undefined,
      };
    }
    case "usage":
      return { type: "usage", bucket: rest[0] as never };
    case "trust":
      return { type: "trust", agent: rest[0] as never };
    case "job": {
      const [body, attempts, parents] = rest as unknown as readonly [Referring, never, never];
      const job = { ...body, spec: known(body.spec, specOf) } as never;
      return { type: "job", job, attempts, parents: new Map(parents) };
    }
    case "configure":
      return { type: "configure", changes: withPolicy(rest[0] as never) };
    case "step": {
      const [nowMs, digest, ...inputs] = rest as unknown as readonly [
        number,
        string | null,
        ...(readonly unknown[])[],
      ];
      return { type: "step", nowMs, digest, inputs: inputs.map((input) => inputOf(input, specOf)) };
    }
    default:
      throw new RecordingError(`a line of a recording begins with ${JSON.stringify(type)}`);
  }
}

interface Referring {
  readonly spec: JobSpec | number;
}

/** @throws RecordingError */
function known(reference: JobSpec | number, specOf: SpecOf): JobSpec {
  const spec = specOf(reference);
  if (spec === undefined)
    throw new RecordingError(`a job has spec ${reference}, which no line before it has`);
  return spec;
}

const NO_PARENTS: ReadonlyMap<number, KnownParent> = new Map();

function submissionOf(parts: readonly unknown[], specOf: SpecOf): CoreInput {
  const [, reference, id, user, submittedAtMs, source, key, parents, more] = parts as readonly [
    "n",
    JobSpec | number,
    number,
    string,
    number,
    NewJob["source"],
    (string | null)?,
    (readonly (readonly [number, KnownParent])[])?,
    Partial<NewJob>?,
  ];
  const job: NewJob = { id, user, spec: known(reference, specOf), submittedAtMs, source, ...more };
  return {
    type: "submitted",
    key: key ?? `job/${id}`,
    job,
    parents: parents === undefined ? NO_PARENTS : new Map(parents),
  };
}

function inputOf(parts: readonly unknown[], specOf: SpecOf): CoreInput {
  if (parts[0] === "n") return submissionOf(parts, specOf);
  const [kind, name, body, third, fourth] = parts as readonly [string, string, object, never, never];
  switch (kind) {
    case "j":
      return { type: "submitted", key: name, job: body as never, parents: new Map(third) };
    case "r":
      return {
        type: "requested",
        key: name,
        request: body as never,
        ...(third === null ? {} : { job: third as never }),
        ...(fourth === null ? {} : { parents: new Map(fourth) }),
      };
    case "b":
      return { type: "backend", backend: name, event: body as never };
    case "s":
      return { type: "backend", backend: name, event: { type: "status", update: body as never } };
    case "a": {
      const update = { ...body, acknowledgement: true };
      return { type: "backend", backend: name, event: { type: "status", update: update as never } };
    }
    case "c":
      return { type: "reconcile" };
    default:
      throw new RecordingError(`an input of a recording is of kind ${JSON.stringify(kind)}`);
  }
}

function withPolicy(tuning: object): Tuning {
  const { policy: named, ...rest } = tuning as {
    readonly policy?: { readonly name: string; readonly settings?: Readonly<Record<string, number>> };
  };
  if (named === undefined) return rest as unknown as Tuning; // a change that names none
  const policy = policyNamed(named.name, named.settings);
  if (policy === undefined) throw new RecordingError(`this version does not know the policy ${named.name}`);
  return { ...rest, policy } as unknown as Tuning;
}
