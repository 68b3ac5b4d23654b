import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { OfferOperation, OperationStatus, Resource } from "../../proto/generated/types.ts";
import { fromJson, toJson } from "../protocol/json.ts";
import type { AgentMessage, OperationUpdate } from "../protocol/messages.ts";
import { applyConversions, conversionsOf, popReservation, withoutVolume } from "../resources/conversions.ts";
import { isDynamicallyReserved } from "../resources/disk.ts";
import { add, contains, filter, poolOf, resourcesOf, subtract } from "../resources/pool.ts";
import type { Pool } from "../resources/pool.ts";
import { poolText } from "../resources/text.ts";
import { volumeDirectory } from "./containers/volumes.ts";

export interface OperationRequest {
  readonly uuid: string;
  readonly frameworkId?: string;
  readonly info: OfferOperation;
}

interface Kept {
  /** Dynamic reservations and persistent volumes. */
  readonly resources: readonly Resource[];
  readonly operations: readonly OperationUpdate[];
}

const RESEND_AFTER_MS = 10_000;
const RESEND_AFTER_MAX_MS = 600_000;
const SWEEP_MS = 500;

/**
 * Takes up what an earlier run of the agent kept.
 * Throws `Error` when the agent was started with less than what is reserved on it.
 *
 * @param agentId  own id, `""` before the first registration
 */
interface AgentResourcesOptions {
  readonly workDirectory: string;
  readonly configured: readonly Resource[];
  readonly agentId: () => string;
  readonly send: (message: AgentMessage) => void;
  readonly log: (line: string) => void;
}

/** What the agent has: what it was started with, and what reservations and volumes made of that. */
export class AgentResources {
  readonly #options: AgentResourcesOptions;
  readonly #file: string;
  #total: Pool;
  readonly #updates: Map<string, { update: OperationUpdate; dueAtMs: number; afterMs: number }>;
  readonly #sweep: NodeJS.Timeout;

  constructor(options: AgentResourcesOptions) {
    this.#options = options;
    const directory = join(options.workDirectory, "meta");
    this.#file = join(directory, "resources.json");
    mkdirSync(directory, { recursive: true });
    const kept = readKept(this.#file);
    this.#total = totalOf(options.configured, kept.resources, this.#file);
    this.#updates = new Map(
      kept.operations.map((update) => [update.uuid, { update, dueAtMs: 0, afterMs: RESEND_AFTER_MS }]),
    );
    for (const { kind } of this.#total.values()) {
      const volume = volumeDirectory(options.workDirectory, kind);
      if (volume !== undefined) mkdirSync(volume, { recursive: true });
    }
    this.#sweep = setInterval(() => this.#resendDue(), SWEEP_MS);
    this.#sweep.unref();
  }

  total(): readonly Resource[] {
    return resourcesOf(this.#total, { reservations: "stack" });
  }

  contains(resources: readonly Resource[]): boolean {
    return contains(this.#total, poolOf(resources));
  }

  /** Carries out an operation of the master's. It is written down before its end is told. */
  apply(operation: OperationRequest): void {
    if (this.#updates.has(operation.uuid)) return;
    const conversions = conversionsOf(operation.info);
    const applied = applyConversions(this.#total, conversions);
    if ("problem" in applied) {
      // The master's books said otherwise; its next look at this agent fixes them.
      this.#options.log(`operation ${operation.uuid} cannot be applied: ${applied.problem}`);
      this.#tell(operation, "OPERATION_FAILED", applied.problem);
      return;
    }
    const before = this.#total;
    this.#total = applied.pool;
    const directories = (pool: Pool): Set<string> =>
      new Set(
        [...pool.values()].flatMap(({ kind }) => volumeDirectory(this.#options.workDirectory, kind) ?? []),
      );
    const [had, has] = [directories(before), directories(this.#total)];
    for (const volume of has) {
      if (had.has(volume)) continue;
      rmSync(volume, { recursive: true, force: true }); // left by a volume that was destroyed in a crash
      mkdirSync(volume, { recursive: true });
    }
    this.#tell(operation, "OPERATION_FINISHED");
    for (const volume of had) if (!has.has(volume)) rmSync(volume, { recursive: true, force: true });
  }

  /** Tells the end of an operation that never arrived here. */
  disown(operation: OperationRequest): void {
    if (!this.#updates.has(operation.uuid))
      this.#tell(operation, "OPERATION_DROPPED", "Reconciliation: operation unknown to the agent");
  }

  acknowledge(uuid: string, statusUuid: string): void {
    if (this.#updates.get(uuid)?.update.statusUuid !== statusUuid) return;
    this.#updates.delete(uuid);
    this.#save();
  }

  /** The end of operations that is not acknowledged yet. */
  unacknowledged(): readonly OperationUpdate[] {
    return [...this.#updates.values()].map(({ update }) => update);
  }

  /** Sends all of them again now, or those of one framework. */
  resend(frameworkId?: string): void {
    for (const entry of this.#updates.values()) {
      if (frameworkId !== undefined && entry.update.frameworkId !== frameworkId) continue;
      entry.afterMs = RESEND_AFTER_MS;
      entry.dueAtMs = Date.now() + RESEND_AFTER_MS;
      this.#options.send({ type: "operation_update", update: entry.update });
    }
  }

  close(): void {
    clearInterval(this.#sweep);
  }

  #resendDue(): void {
    const nowMs = Date.now();
    for (const entry of this.#updates.values()) {
      if (nowMs < entry.dueAtMs) continue;
      entry.afterMs = Math.min(entry.afterMs * 2, RESEND_AFTER_MAX_MS);
      entry.dueAtMs = nowMs + entry.afterMs;
      this.#options.send({ type: "operation_update", update: entry.update });
    }
  }

  #save(): void {
    const content: Kept = {
      resources: resourcesOf(filter(this.#total, isKept), { reservations: "stack" }),
      operations: [...this.#updates.values()].map(({ update }) => update),
    };
    writeFileSync(`${this.#file}.tmp`, `${toJson(content)}\n`);
    renameSync(`${this.#file}.tmp`, this.#file);
  }

  #tell(
    { uuid, frameworkId, info }: OperationRequest,
    state: OperationStatus["state"],
    message?: string,
  ): void {
    const update: OperationUpdate = {
      uuid,
      ...(frameworkId === undefined ? {} : { frameworkId }),
      info,
      statusUuid: randomUUID(),
      status: {
        ...(info.id === undefined ? {} : { operation_id: info.id }),
        state,
        ...(message === undefined ? {} : { message }),
        agent_id: { value: this.#options.agentId() },
      },
    };
    this.#updates.set(uuid, { update, dueAtMs: Date.now() + RESEND_AFTER_MS, afterMs: RESEND_AFTER_MS });
    this.#save();
    this.#options.send({ type: "operation_update", update });
  }
}

function isKept({ kind }: { readonly kind: Omit<Resource, "role"> }): boolean {
  return isDynamicallyReserved(kind) || kind.disk?.persistence !== undefined;
}

/** Puts reservations and volumes into what the agent was started with. Source: Mesos, `applyCheckpointedResources`. */
function totalOf(configured: readonly Resource[], kept: readonly Resource[], file: string): Pool {
  let total = poolOf(configured);
  for (const resource of kept) {
    let plain = resource.disk?.persistence === undefined ? resource : withoutVolume(resource);
    while (isDynamicallyReserved(plain)) plain = popReservation(plain);
    const consumed = poolOf([plain]);
    if (!contains(total, consumed))
      throw new Error(
        `${file} holds ${poolText(poolOf([resource]))}, which --resources does not cover any more; start the agent with at least that, or with another --work-dir`,
      );
    total = add(subtract(total, consumed), poolOf([resource]));
  }
  return total;
}

function readKept(file: string): Kept {
  try {
    return fromJson(readFileSync(file, "utf8")) as Kept; // written whole by this module
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT")
      return { resources: [], operations: [] };
    throw error;
  }
}
