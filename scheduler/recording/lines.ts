import { policyNamed } from "../../fair-share/policies.ts";
import { isSnapshotPolicy } from "../../fair-share/policy.ts";
import type { CoreInput } from "../decision.ts";
import type { KnownParent } from "../dependencies.ts";
import type { Tuning } from "../tuning.ts";
import { bareChanges, bareJob, bareStatus } from "./bare-job.ts";
import { newDigest, type Digest } from "./digest.ts";
import type { CoreCall } from "./recorded-core.ts";

/** Of the lines; a recording of another one is not played. */
export const RECORDING_VERSION = 2;

/** A call as it was recorded. `digest`: of all decisions up to this one; `null`: the turn threw. */
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
  return (call) => {
    switch (call.type) {
      case "begin": {
        digest = newDigest();
        const { options } = call;
        const tuning = withPolicyName(options.tuning);
        return JSON.stringify(["begin", RECORDING_VERSION, { ...options, tuning }]);
      }
      case "backend":
        return JSON.stringify(["backend", call.name, call.registrationId ?? null, call.capabilities ?? null]);
      case "usage":
        return JSON.stringify(["usage", call.bucket]);
      case "job": {
        const { attempts, job } = call;
        const bare = { ...bareJob(job), status: bareStatus(job.status) };
        return JSON.stringify(["job", bare, attempts, parentsOf(call.parents, job.spec.dependencies)]);
      }
      case "configure":
        return JSON.stringify(["configure", withPolicyName(call.changes)]);
      case "step": {
        if (call.decision !== undefined) digest.add(call.decision);
        const hash = call.decision === undefined ? null : digest.text();
        return JSON.stringify(["step", call.nowMs, hash, ...call.inputs.map(bareInput)]);
      }
      default:
        return call satisfies never;
    }
  };
}

function bareInput(input: CoreInput): unknown {
  switch (input.type) {
    case "submitted": {
      const { job, key } = input;
      return ["j", key, bareJob(job), parentsOf(input.parents, job.spec.dependencies)];
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

/** @throws RecordingError */
export function readLine(line: string): PlayedCall {
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
      if (version !== RECORDING_VERSION)
        throw new RecordingError(
          `the recording is of format ${version}, and this version plays format ${RECORDING_VERSION}: play it with the version that made it`,
        );
      const tuning = withPolicy(options.tuning);
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
    case "job":
      return { type: "job", job: rest[0] as never, attempts: rest[1] as never, parents: new Map(rest[2]) };
    case "configure":
      return { type: "configure", changes: withPolicy(rest[0] as never) };
    case "step": {
      const [nowMs, digest, ...inputs] = rest as unknown as readonly [
        number,
        string | null,
        ...(readonly unknown[])[],
      ];
      return { type: "step", nowMs, digest, inputs: inputs.map(inputOf) };
    }
    default:
      throw new RecordingError(`a line of a recording begins with ${JSON.stringify(type)}`);
  }
}

function inputOf(parts: readonly unknown[]): CoreInput {
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
