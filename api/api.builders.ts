import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from "fastify";
import { createAuthenticator } from "../auth/authenticator.ts";
import type { Caller } from "../auth/caller.ts";
import { tokenProvider } from "../auth/token-file.ts";
import type { AttemptEnd, JobEvent, TaskId } from "../jobs/life/job.ts";
import { JOB_STATES, taskIdOf } from "../jobs/life/job.ts";
import type { AccountsView } from "../fair-share/views.ts";
import type { AgentView, Explanation } from "../offers/explanation.ts";
import type { OfferRecord } from "../offers/offer-record.ts";
import type { StartForecast } from "../offers/forecast.ts";
import type { TaskAccess } from "../offers/task-access.ts";
import { ExecRefusedError, TaskAccessError } from "../offers/task-access.ts";
import type { ResourceVector } from "../resources/vector.ts";
import { openMemoryStore } from "../store/memory.ts";
import { secretsIn } from "../store/secrets.ts";
import { openRulebook } from "../scheduler/leading/rulebook.ts";
import type { JournalRecord, Store } from "../store/store.ts";
import { createHealth } from "../telemetry/health.ts";
import type { HealthCheck } from "../telemetry/health.ts";
import { createLogger } from "../telemetry/logger.ts";
import { createMetrics } from "../telemetry/metrics.ts";
import type { ApiOptions } from "./api-options.ts";
import type { ExecutorView, LeaderLink, LeaderStanding } from "./context/leader.ts";
import { createApi } from "./create-api.ts";
import type { PublishedApi } from "./published-api.builders.ts";
import { publishedApi } from "./published-api.builders.ts";

export const ANA = "gd_ana-ana-ana-ana-ana-ana-ana-ana-ana-ana-ana0";
export const BOB = "gd_bob-bob-bob-bob-bob-bob-bob-bob-bob-bob-bob0";
export const ROOT = "gd_root-root-root-root-root-root-root-root-roo";

export const EVE = "gd_eve-eve-eve-eve-eve-eve-eve-eve-eve-eve-eve0";
export const OLAF = "gd_olaf-olaf-olaf-olaf-olaf-olaf-olaf-olaf-ola0";
export const OPERATOR = "gd_operator-operator-operator-operator-operato";
export const AUDITOR = "gd_auditor-auditor-auditor-auditor-auditor-aud";
/** Ana's, made for reading jobs only. */
export const READER = "gd_reader-reader-reader-reader-reader-reader-r";

export const CALLERS: readonly (readonly [string, Caller])[] = [
  [ANA, { user: "ana", roles: ["user"], via: "token" }],
  [BOB, { user: "bob", roles: ["user"], via: "token" }],
  [EVE, { user: "eve", roles: ["user"], via: "token" }],
  [OLAF, { user: "olaf", roles: ["user"], via: "token" }],
  [OPERATOR, { user: "olga", roles: ["user", "operator"], via: "token" }],
  [AUDITOR, { user: "otto", roles: ["auditor"], via: "token" }],
  [READER, { user: "ana", roles: ["user"], via: "token", scopes: ["jobs:read"] }],
  [ROOT, { user: "root", roles: ["user", "admin"], via: "token" }],
];

/** A cluster told by hand: what a leader would write, agents and output as a test wants them. */
export interface World {
  readonly app: FastifyInstance;
  readonly store: Store;
  readonly logLines: readonly string[];
  /** Ana's, as the header `Authorization`. */
  readonly token: string;
  /** How often the leader was woken. */
  readonly wakes: () => number;
  agents: readonly AgentView[] | undefined;
  offers: readonly OfferRecord[];
  executors: readonly ExecutorView[];
  /** What the leader was told to do. */
  readonly told: string[];
  accounts: AccountsView | undefined;
  explanation: Explanation | undefined;
  forecasts: readonly StartForecast[];
  /** What a leader plays; absent: none is at work. */
  simulate: LeaderLink["simulate"] | undefined;
  /** By task id and stream; a stream that is not there has no output. `unreachable` makes the agent fail. */
  readonly output: Map<string, Uint8Array>;
  unreachable: boolean;
  /** Whether a leader is at work that makes changes of rules. */
  filesRecords: boolean;
  /** Starts commands in tasks; refuses them until a test says otherwise. */
  exec: NonNullable<TaskAccess["exec"]>;
  /** What tasks were sent, and why they cannot be. */
  readonly signals: (readonly [TaskId, string])[];
  signalFault: Error | undefined;
  /** Credentials that no longer count. */
  readonly revoked: Set<string>;
  /** Writes one entry of the leader: files what is in the inbox, then these events. */
  lead(job: number, ...events: readonly JobEvent[]): Promise<void>;
  launch(
    job: number,
    where?: { readonly index?: number; readonly element?: number; readonly attempt?: number },
  ): Promise<TaskId>;
  running(taskId: TaskId): Promise<void>;
  end(taskId: TaskId, end?: AttemptEnd): Promise<void>;
  /** Sends a request and holds the answer against the server's own OpenAPI document. */
  inject(request: InjectOptions & { readonly as?: string }): Promise<LightMyRequestResponse>;
  /** Base URL of a server on a free port. */
  listen(): Promise<string>;
}

export function aVector(fields: Partial<ResourceVector> = {}): ResourceVector {
  return { cpusMilli: 1000, memMib: 1024, diskMib: 0, gpus: 0, ...fields };
}

const AN_OFFER: OfferRecord = {
  id: "o1",
  backend: "mesos",
  agentId: "a1",
  hostname: "node1",
  resources: { cpusMilli: 4000, memMib: 8192, diskMib: 0, gpus: 0 },
  ports: 10,
  receivedAtMs: 1_000_000,
  outcome: "declined",
  endedAtMs: 1_000_020,
  reason: "nothing_waits",
  refuseMs: 60_000,
};

export function anAgent(fields: Partial<AgentView> = {}): AgentView {
  const total = aVector({ cpusMilli: 8000, memMib: 16_384, diskMib: 100_000 });
  return {
    id: "a1",
    backend: "local",
    hostname: "node1",
    attributes: {},
    active: true,
    total,
    free: total,
    tasks: 0,
    ...fields,
  };
}

const LEADER: LeaderStanding = { instance: "one", epoch: 3, sinceMs: 1_000_000 };

/** What a leader tells while nobody has anything. */
const NOBODY: AccountsView = { atMs: 0, policy: "fair-share", shares: [], quotas: [], licences: [] };

const SECRET_KEYS = { current: "k1", keys: new Map([["k1", new Uint8Array(32)]]) };

const VOLUMES = [
  { name: "home", source: "/data/home", mode: "rw" },
  { name: "reference", source: "/data/reference", mode: "ro" },
] as const;

export async function aWorld(
  options: Partial<ApiOptions> & { readonly checks?: readonly HealthCheck[] } = {},
): Promise<World & AsyncDisposable> {
  const store = options.store ?? openMemoryStore();
  const logLines: string[] = [];
  const revoked = new Set<string>();
  const output = new Map<string, Uint8Array>();
  const metrics = createMetrics({ version: "test", jobStates: JOB_STATES });
  let wakes = 0;
  let n = (await store.lastEntry().catch(() => undefined))?.n ?? 0;

  let filing: Promise<void> = Promise.resolve();
  /** What a leader does with what asks for no decision. */
  const fileRecords = async (): Promise<void> => {
    if (options.store !== undefined || !world.filesRecords) return;
    const waiting = (await store.inbox(1000)).filter((document) => document.kind === "record");
    const append = async (records: readonly JournalRecord[]): Promise<void> => {
      n = ((await store.lastEntry())?.n ?? 0) + 1;
      await store.append({ n, epoch: 1, atMs: Date.now(), writer: "test", records });
    };
    const rulebook = await openRulebook(store, append, () => undefined);
    await rulebook.file(waiting, new AbortController().signal);
  };

  const app = createApi({
    store,
    leader: {
      wake: () => {
        wakes += 1;
        filing = filing.then(fileRecords);
      },
      explain: async () => world.explanation,
      agents: async () => world.agents,
      offers: async () => (world.agents === undefined ? undefined : world.offers),
      simulate: async (change) => world.simulate?.(change),
      forecasts: async () => new Map(world.forecasts.map((one) => [one.job, one])),
      accounts: async () => world.accounts,
      executors: async () => (world.agents === undefined ? undefined : world.executors),
      standing: async () => (world.agents === undefined ? undefined : LEADER),
      stepDown: async () => {
        world.told.push("step-down");
        return world.agents !== undefined;
      },
      reconcile: async () => {
        world.told.push("reconcile");
        return world.agents === undefined ? undefined : ["local"];
      },
      metrics: async () => (world.agents === undefined ? undefined : "# the leader's\n"),
    },
    access: {
      read: async (task, stream, offset, bytesMax) => {
        if (world.unreachable) throw new TaskAccessError("no route to the agent");
        const bytes = output.get(`${task.taskId}/${stream}`);
        if (bytes === undefined) return undefined;
        return { bytes: bytes.subarray(offset, offset + bytesMax), size: bytes.length };
      },
      list: async () => undefined,
      readFile: async () => undefined,
      exec: (task, command) => world.exec(task, command),
      async signal({ taskId }, name) {
        if (world.signalFault !== undefined) throw world.signalFault;
        world.signals.push([taskId, name]);
      },
    },
    auth: createAuthenticator(
      CALLERS.map(([token, caller]) => {
        const { name, identify } = tokenProvider(token, caller);
        return {
          name,
          identify: async (shown) =>
            shown.kind === "bearer" && revoked.has(shown.token) ? undefined : identify(shown),
        };
      }),
      metrics,
    ),
    log: createLogger({ level: "info", nowMs: Date.now, write: (line) => logLines.push(line) }),
    metrics,
    health: createHealth(options.checks ?? [], { nowMs: Date.now }),
    version: "2.0.0-test",
    volumes: VOLUMES,
    secrets: secretsIn(store, SECRET_KEYS),
    jobDefaults: {},
    siteRules: {
      notify: { ports: [80, 443], mailDomains: ["example.org"] },
      volumes: VOLUMES,
      jobsDirectory: "/data/jobs",
      queues: [{ name: "default", limits: {} }],
      queueByDefault: "default",
      projects: [],
      licences: { matlab: 3, ansys: 1 },
      executors: ["mesos"],
    },
    bodyBytesMax: 2 * 1024 * 1024,
    nowMs: Date.now,
    pollMs: 5,
    ...options,
  });

  let published: PublishedApi | undefined;
  const credentials = (token: string) => ({ host: "127.0.0.1", authorization: `Bearer ${token}` });
  const world: World = {
    app,
    store,
    token: `Bearer ${ANA}`,
    logLines,
    wakes: () => wakes,
    agents: [anAgent()],
    offers: [AN_OFFER],
    executors: [{ name: "local", state: "connected", forMs: 1000 }],
    told: [],
    accounts: NOBODY,
    explanation: undefined,
    forecasts: [],
    simulate: undefined,
    output,
    unreachable: false,
    filesRecords: true,
    signals: [],
    signalFault: undefined,
    exec: async () => {
      throw new ExecRefusedError("unsupported", "there is no way in");
    },
    revoked,
    async lead(job, ...events) {
      const waiting = (await store.inbox(1000)).filter((document) => document.kind === "job");
      const filed = waiting.flatMap((document) => [
        { type: "job" as const, job: document.job.id, event: { type: "filed" as const } },
        { type: "taken" as const, key: document.key },
      ]);
      n += 1;
      const records = [...filed, ...events.map((event) => ({ type: "job" as const, job, event }))];
      await store.append({ n, epoch: 1, atMs: Date.now(), writer: "test", records });
    },
    async launch(job, { index, element = 0, attempt = 1 } = {}) {
      const taskId = taskIdOf(job, index, attempt, 1);
      const placement = { backend: "local", agentId: "a1", hostname: "node1", access: "http://127.0.0.1:1" };
      const start = {
        element,
        ...(index === undefined ? {} : { index }),
        attempt,
        charged: attempt,
        epoch: 1,
        taskId,
        placement,
        resources: aVector(),
      };
      await world.lead(job, { type: "launched", start });
      return taskId;
    },
    running: (taskId) => world.lead(Number(/^\d+/.exec(taskId)?.[0]), { type: "running", taskId }),
    end: (taskId, end = { state: "succeeded", exitCode: 0 }) =>
      world.lead(Number(/^\d+/.exec(taskId)?.[0]), { type: "ended", taskId, end }),
    inject: async ({ as = ANA, headers, ...request }) => {
      published ??= publishedApi(
        (await app.inject({ url: "/api/v2/openapi.json", headers: credentials(ROOT) })).json(),
      );
      const answer = await app.inject({ ...request, headers: { ...credentials(as), ...headers } });
      published.check(request.method ?? "GET", String(request.url), answer);
      return answer;
    },
    listen: async () => {
      await app.listen({ host: "127.0.0.1", port: 0 });
      const address = app.server.address() as AddressInfo; // a TCP server that listens has one
      return `http://127.0.0.1:${address.port}`;
    },
  };
  return Object.assign(world, {
    [Symbol.asyncDispose]: async () => {
      await app.close();
      metrics.close();
    },
  });
}

/** Submits, and fails the test when it is refused. */
export async function submitted(
  world: World,
  spec: Readonly<Record<string, unknown>> = {},
  as = ANA,
): Promise<number> {
  const answer = await world.inject({
    method: "POST",
    url: "/api/v2/jobs",
    payload: { command: ["true"], ...spec },
    as,
  });
  assert.equal(answer.statusCode, 201, answer.body);
  const id: unknown = answer.json().id;
  assert.ok(typeof id === "number");
  return id;
}
