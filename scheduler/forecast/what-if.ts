import { fairShareOrder, fifoOrder } from "../../fair-share/order.ts";
import { newStatus } from "../../jobs/life/transition.ts";
import type { AgentView } from "../../offers/explanation.ts";
import type { WhatIf, WhatIfAnswer } from "../../offers/what-if.ts";
import type { BackendInput } from "../explaining/cluster-picture.ts";
import type { ShareTuning } from "../state/shares.ts";
import { kindOf, type LiveEntry, type LiveState } from "./live-state.ts";
import { predict, type Prediction, type PredictOptions } from "./predict.ts";
import type { RunTimes } from "./run-times.ts";

/** It names a machine that is not there. */
export class UnknownAgentError extends Error {
  override readonly name = "UnknownAgentError";
}

const JOBS_MAX = 1000;
/** Starts that move by less stay where they are. */
const SAME_MS = 1000;

/** Plays what is live on as it is, and as it would be. Yields after each cycle. @throws UnknownAgentError */
export function* compare(
  state: LiveState,
  change: WhatIf,
  runs: RunTimes,
  options: PredictOptions,
): Generator<undefined, WhatIfAnswer> {
  const firstId = 1 + state.jobs.reduce((last, { job }) => Math.max(last, job.id), 0);
  const other = changed(state, change, firstId);
  const before = yield* predict(state, runs, options);
  const after = yield* predict(other, runs, options);
  return differences(state, { change, firstId, before, after });
}

function changed(state: LiveState, change: WhatIf, firstId: number): LiveState {
  const { options } = state;
  const { tuning } = options;
  const cancelled = new Set(change.cancel);
  const policy =
    change.policy === undefined ? tuning.policy : change.policy === "fifo" ? fifoOrder : fairShareOrder;
  return {
    ...withAgents(state, change),
    options: {
      ...options,
      halfLifeMs: change.halfLifeMs ?? options.halfLifeMs,
      tuning: { ...tuning, policy, shares: withShares(tuning.shares, change.shares ?? []) },
    },
    jobs: [
      ...state.jobs
        .filter(({ job, live }) => !cancelled.has(job.id) || live.length > 0)
        .map((entry) => (cancelled.has(entry.job.id) ? stopped(entry) : entry)),
      ...(change.submit ?? []).map((body, at): LiveEntry => {
        const job = { ...body, id: firstId + at };
        return { job: { ...job, status: newStatus(job) }, live: [], kind: kindOf(job) };
      }),
    ],
  };
}

/** What runs of it ends at once. */
function stopped({ job, kind, live }: LiveEntry): LiveEntry {
  return {
    kind,
    live: live.map((attempt) => ({
      ...attempt,
      state: "stopping" as const,
      stopCause: "CancelRequested" as const,
    })),
    job: { ...job, status: { ...job.status, state: "stopping", cancelledBy: "what-if", waiting: [] } },
  };
}

function withShares(shares: ShareTuning, wanted: NonNullable<WhatIf["shares"]>): ShareTuning {
  if (wanted.length === 0) return shares;
  const weights = new Map(wanted.map(({ name, weight }) => [name, weight]));
  const known = shares.definitions.map((one) => {
    const weight = weights.get(one.name);
    weights.delete(one.name);
    return weight === undefined ? one : { ...one, weight };
  });
  return { ...shares, definitions: [...known, ...[...weights].map(([name, weight]) => ({ name, weight }))] };
}

function withAgents(state: LiveState, { addAgents = [], removeAgents = [] }: WhatIf): LiveState {
  if (addAgents.length + removeAgents.length === 0) return state;
  const byHost = new Map(state.agents.map((agent) => [agent.hostname, agent]));
  const named = (hostname: string): AgentView => {
    const agent = byHost.get(hostname);
    if (agent === undefined) throw new UnknownAgentError(`there is no machine ${hostname}`);
    return agent;
  };
  const removed = new Set(removeAgents.map((hostname) => named(hostname).id));
  const added = addAgents.flatMap(({ count, like }) =>
    Array.from({ length: count }, (_, at): AgentView => {
      const { id, total, ...same } = named(like);
      return {
        ...same,
        id: `${id}+${at + 1}`,
        hostname: `${like}+${at + 1}`,
        active: true,
        total,
        free: total,
        tasks: 0,
      };
    }),
  );
  return {
    ...state,
    agents: [
      ...state.agents.map((agent) => (removed.has(agent.id) ? { ...agent, active: false } : agent)),
      ...added,
    ],
    clusters: state.clusters.map((input) => inventoryWith(input, removed, added)),
  };
}

function inventoryWith(
  input: BackendInput,
  removed: ReadonlySet<string>,
  added: readonly AgentView[],
): BackendInput {
  const { backend, event } = input;
  if (event.type !== "agents") return input;
  const agents = [
    ...event.agents.map((agent) => (removed.has(agent.id) ? { ...agent, active: false } : agent)),
    ...added
      .filter((agent) => agent.backend === backend)
      .map(({ active, attributes, hostname, id, total }) => ({
        id,
        hostname,
        attributes,
        total,
        active,
        reservations: [],
      })),
  ];
  return { type: "backend", backend, event: { type: "agents", agents } };
}

function differences(
  state: LiveState,
  played: {
    readonly change: WhatIf;
    readonly firstId: number;
    readonly before: Prediction;
    readonly after: Prediction;
  },
): WhatIfAnswer {
  const { after, before, change, firstId } = played;
  const { nowMs } = state.options;
  const cancelled = new Set(change.cancel);
  let [earlier, later, same, unknown] = [0, 0, 0, 0];
  const jobs: { readonly job: number; readonly beforeMs?: number; readonly afterMs?: number }[] = [];
  for (const { job } of state.jobs) {
    if (job.status.state !== "pending" || cancelled.has(job.id)) continue;
    const from = before.waits.get(job.id)?.p50;
    const to = after.waits.get(job.id)?.p50;
    if (from === undefined || to === undefined) unknown += 1;
    else if (to < from - SAME_MS) earlier += 1;
    else if (to > from + SAME_MS) later += 1;
    else same += 1;
    if (from === undefined && to === undefined) continue;
    jobs.push({
      job: job.id,
      ...(from === undefined ? {} : { beforeMs: nowMs + from }),
      ...(to === undefined ? {} : { afterMs: nowMs + to }),
    });
  }
  const moves = ({ afterMs = Infinity, beforeMs = Infinity }: (typeof jobs)[number]): number =>
    afterMs === beforeMs ? 0 : Math.abs(afterMs - beforeMs);
  jobs.sort((a, b) => moves(b) - moves(a) || a.job - b.job);
  return {
    atMs: nowMs,
    basis: after.basis,
    rollouts: Math.min(before.rollouts, after.rollouts),
    earlier,
    later,
    same,
    unknown,
    jobs: jobs.slice(0, JOBS_MAX),
    submitted: (change.submit ?? []).map((_, at) => {
      const wait = after.waits.get(firstId + at);
      return wait === undefined ? {} : { p50Ms: nowMs + wait.p50, p90Ms: nowMs + wait.p90 };
    }),
  };
}
