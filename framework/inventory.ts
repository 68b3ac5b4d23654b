import { Client } from "undici";
import type { AgentInfo } from "../offers/offer.ts";
import { NO_RESOURCES } from "../resources/vector.ts";
import type { ResourceVector } from "../resources/vector.ts";
import { causeOf } from "./cause.ts";
import { readBody, readBodyStart } from "./http-body.ts";
import type { After } from "./ports.ts";

export interface InventoryOptions {
  readonly baseUrl: string;
  readonly authorization: string | undefined;
  readonly intervalMs: number;
  readonly connectTimeoutMs: number;
  readonly timeoutMs: number;
  /** Longest answer in bytes. */
  readonly bodyBytesMax: number;
  readonly after: After;
  readonly onAgents: (agents: readonly AgentInfo[]) => void;
  readonly onFailure: (cause: string) => void;
}

export interface InventoryWatch {
  close(): Promise<void>;
}

const ERROR_BODY_MAX = 500;

/** Asks the master for its agents, at once and then `intervalMs` after each answer. */
export function watchInventory(options: InventoryOptions): InventoryWatch {
  const url = new URL(`${options.baseUrl}/slaves`);
  const client = new Client(url.origin, {
    pipelining: 1,
    connect: { timeout: options.connectTimeoutMs },
    headersTimeout: 0, // watched below, by the clock we are given
    bodyTimeout: 0,
  });
  let open = true;
  let cancelNext = (): void => undefined;

  const ask = async (): Promise<void> => {
    const timeout = new AbortController();
    const cancel = options.after(options.timeoutMs, () =>
      timeout.abort(new Error(`no answer within ${options.timeoutMs / 1000} s`)),
    );
    try {
      const { authorization } = options;
      const { statusCode, body } = await client.request({
        method: "GET",
        path: url.pathname,
        headers: { accept: "application/json", ...(authorization === undefined ? {} : { authorization }) },
        signal: timeout.signal,
      });
      if (statusCode !== 200) {
        const text = await readBodyStart(body, ERROR_BODY_MAX);
        throw new Error(`HTTP ${statusCode} ${text}`.trim());
      }
      const agents = agentsOf(JSON.parse((await readBody(body, options.bodyBytesMax)).toString("utf8")));
      if (open) options.onAgents(agents);
    } catch (error) {
      if (open) options.onFailure(`${url.href}: ${causeOf(error)}`);
    } finally {
      cancel();
    }
  };
  let asking: Promise<void>;
  const round = (): void => {
    asking = ask().then(() => {
      if (open) cancelNext = options.after(options.intervalMs, round);
    });
  };
  round();

  return {
    async close() {
      open = false;
      cancelNext();
      await client.destroy();
      await asking;
    },
  };
}

/**
 * The agents in an answer of `/slaves`; entries that are none are left out.
 * @throws TypeError  when it is no such answer
 * @see Mesos: src/master/http.cpp, `Master::Http::slaves`
 */
export function agentsOf(answer: unknown): readonly AgentInfo[] {
  const list = member(answer, "slaves");
  if (!Array.isArray(list)) throw new TypeError("the answer holds no list of agents");
  return list.flatMap((agent: unknown) => agentOf(agent) ?? []);
}

function agentOf(agent: unknown): AgentInfo | undefined {
  const id = member(agent, "id");
  const hostname = member(agent, "hostname");
  if (typeof id !== "string" || typeof hostname !== "string") return undefined;
  const drainInfo = member(agent, "drain_info") ?? undefined; // null is like absent
  const draining = drainInfo !== undefined || member(agent, "deactivated") === true;
  return {
    id,
    hostname,
    attributes: attributeTexts(member(agent, "attributes")),
    total: totalOf(member(agent, "resources")),
    active: member(agent, "active") === true && !draining,
  };
}

function totalOf(resources: unknown): ResourceVector {
  if (typeof resources !== "object" || resources === null) return NO_RESOURCES;
  const amount = (name: string): number => {
    const value = member(resources, name);
    return typeof value === "number" && Number.isFinite(value) && value > 0 ? value : 0;
  };
  return {
    cpusMilli: Math.round(amount("cpus") * 1000),
    memMib: Math.floor(amount("mem")),
    diskMib: Math.floor(amount("disk")),
    gpus: Math.floor(amount("gpus")),
  };
}

/** Scalars are numbers there, all else is text already. */
function attributeTexts(attributes: unknown): Readonly<Record<string, string>> {
  if (typeof attributes !== "object" || attributes === null) return {};
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}
