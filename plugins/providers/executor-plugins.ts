import { Buffer } from "node:buffer";
import type { Backend, BackendEvent, Capabilities } from "../../offers/backend.ts";
import {
  TaskAccessError,
  type FilePart,
  type SandboxEntry,
  type TaskAccess,
} from "../../offers/task-access.ts";
import { SandboxPathError } from "../../offers/sandbox-path.ts";
import { PluginAnswer, PluginFailure, type Host, type HostOptions } from "../host/host.ts";
import { record, shapeFault, type Shape } from "../host/shapes.ts";

/** Errors of the access to tasks that are answers. */
export const ACCESS_ANSWERS = ["TaskAccessError", "SandboxPathError"];

const FLAG: Shape = { type: "boolean" };
const CAPABILITIES: Shape = record(
  {
    ...Object.fromEntries(
      [
        "gpus",
        "ports",
        "networks",
        "images",
        "dockerImages",
        "tmpfs",
        "shm",
        "scratch",
        "memoryLimits",
        "revocable",
        "reservations",
        "pause",
        "exec",
      ].map((name) => [name, FLAG]),
    ),
    volumes: { enum: ["none", "same-path", "any-path"] },
  },
  { needsImage: { const: true }, oneMachine: { const: true }, pids: { enum: ["docker-images", "all"] } },
);
const AMOUNT: Shape = { type: "integer", minimum: 0 };
const RESOURCES = record({ cpusMilli: AMOUNT, memMib: AMOUNT, diskMib: AMOUNT, gpus: AMOUNT });
const TEXT: Shape = { type: "string", maxLength: 4096 };
const LABELS: Shape = { type: "object", additionalProperties: TEXT };
const OFFER = record(
  {
    id: TEXT,
    agentId: TEXT,
    hostname: TEXT,
    access: TEXT,
    attributes: LABELS,
    lot: TEXT,
    resources: RESOURCES,
    ports: { type: "array" },
    reservations: { type: "array" },
  },
  { revocable: RESOURCES, unavailability: { type: "object" } },
);
const AGENT = record(
  {
    id: TEXT,
    hostname: TEXT,
    attributes: LABELS,
    total: RESOURCES,
    active: FLAG,
    reservations: { type: "array" },
  },
  { machine: { type: "object" } },
);
const STATES = ["staging", "starting", "running", "killing", "finished", "failed", "killed", "error"];
const UPDATE = record(
  {
    taskId: TEXT,
    agentId: TEXT,
    reconciliation: FLAG,
    state: { enum: [...STATES, "lost", "dropped", "gone", "unreachable", "unknown"] },
  },
  {
    exitCode: { type: "integer" },
    signal: { type: "integer" },
    outOfMemory: { const: true },
    address: TEXT,
    message: TEXT,
    acknowledgement: {},
    fault: { enum: ["job", "agent", "launch", "image", "refused", "preempted"] },
  },
);
/** What a plugin may tell. It has no reservations, no maintenance and no owner of its registration. */
const EVENT: Shape = {
  oneOf: [
    record({ type: { const: "connected" }, registrationId: TEXT }),
    record({ type: { const: "disconnected" }, cause: TEXT }),
    record({ type: { const: "offers" }, offers: { type: "array", items: OFFER } }),
    record({ type: { const: "rescinded" }, offerId: TEXT }),
    record({ type: { const: "status" }, update: UPDATE }),
    record({ type: { const: "agents" }, agents: { type: "array", items: AGENT } }),
    record({ type: { const: "agent_lost" }, agentId: TEXT }),
    record({ type: { const: "refused" }, cause: TEXT }),
  ],
};
const ENTRIES: Shape = {
  anyOf: [
    { type: "null" },
    {
      type: "array",
      items: record({
        name: TEXT,
        kind: { enum: ["file", "directory", "other"] },
        size: { type: "number" },
        modifiedAtMs: { type: "number" },
      }),
    },
  ],
};
const PART: Shape = {
  anyOf: [{ type: "null" }, record({ base64: { type: "string" }, size: { type: "number", minimum: 0 } })],
};

const AGAIN_MS = 2000;

/** What a cluster of a plugin can do. @throws PluginFailure */
export async function capabilitiesOf(host: Host): Promise<Capabilities> {
  return (await host.call("capabilities", [], CAPABILITIES)) as Capabilities; // the shape says so
}

/**
 * A backend whose adapter is in a process of its own. When that ends, the cluster counts as disconnected, and it is
 * started again.
 * @param hostOf  makes the process, for these listeners
 */
export function backendOf(
  { capabilities, name }: { readonly name: string; readonly capabilities: Capabilities },
  hostOf: (listeners: Required<Pick<HostOptions, "heard" | "lost">>) => Host,
  after: (ms: number, run: () => void) => () => void,
): Backend {
  let emit: ((event: BackendEvent) => void) | undefined;
  let registrationId: string | undefined;
  let cancel = (): void => undefined;

  // Never from within a call of the port.
  const say = (event: BackendEvent): void => queueMicrotask(() => emit?.(event));
  const begin = async (): Promise<void> => {
    try {
      await host.call("start", [registrationId ?? null]);
    } catch (error) {
      if (!(error instanceof PluginFailure)) throw error;
      say({ type: "disconnected", cause: error.message });
      again();
    }
  };
  const again = (): void => {
    cancel();
    if (emit !== undefined) cancel = after(AGAIN_MS, () => void begin());
  };
  const host = hostOf({
    heard(told) {
      const fault = shapeFault(EVENT, told);
      if (fault !== undefined) return host.end(`told what is not right: ${fault}`);
      const event = told as BackendEvent; // the shape says so
      if (event.type === "connected") ({ registrationId } = event);
      say(event);
    },
    lost(why) {
      say({ type: "disconnected", cause: `the plugin ${name} ${why}` });
      again();
    },
  });
  const tell =
    (method: keyof Backend) =>
    (...args: readonly unknown[]): void => {
      host.call("backend", [method, ...args]).catch((error: unknown) => {
        if (!(error instanceof PluginFailure)) throw error; // of a plugin it is told where it is called
      });
    };
  return {
    name,
    capabilities,
    async start(given) {
      ({ emit, registrationId } = given);
      await begin();
    },
    async stop() {
      emit = undefined;
      cancel();
      await host.call("stop", []).catch(() => undefined); // it is ended in any case
      await host.stop();
    },
    launch: tell("launch"),
    decline: tell("decline"),
    suppress: tell("suppress"),
    revive: tell("revive"),
    want: tell("want"),
    reserve: tell("reserve"),
    unreserve: tell("unreserve"),
    answerMaintenance: tell("answerMaintenance"),
    reconcileOperations: tell("reconcileOperations"),
    kill: tell("kill"),
    ...(capabilities.pause ? { pause: tell("pause"), resume: tell("resume") } : {}),
    reconcile: tell("reconcile"),
    acknowledge: tell("acknowledge"),
  };
}

/** What tasks of a plugin's cluster have written. */
export function accessOf(host: Host): TaskAccess {
  const asked = async (method: string, args: readonly unknown[], shape: Shape): Promise<unknown> => {
    try {
      return await host.call(method, args, shape);
    } catch (error) {
      if (error instanceof PluginAnswer && error.of === "SandboxPathError")
        throw new SandboxPathError(error.message);
      if (error instanceof PluginAnswer || error instanceof PluginFailure)
        throw new TaskAccessError(error.message, { cause: error });
      throw error;
    }
  };
  const part = async (method: string, args: readonly unknown[]): Promise<FilePart | undefined> => {
    const found = (await asked(method, args, PART)) as { base64: string; size: number } | null; // the shape says so
    return found === null ? undefined : { bytes: Buffer.from(found.base64, "base64"), size: found.size };
  };
  return {
    read: (...args) => part("read", args),
    readFile: (...args) => part("readFile", args),
    list: async (...args) =>
      ((await asked("list", args, ENTRIES)) as readonly SandboxEntry[] | null) ?? undefined, // the shape says so
  };
}
