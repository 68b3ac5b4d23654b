import assert from "node:assert/strict";
import { accountKey } from "../accounts/account.ts";
import { RUNNING_KINDS, type QuotaDefinition, type QuotaNode } from "../accounts/quota.ts";
import type { ShareDefinition } from "../fair-share/hierarchy.ts";
import { PER_HOUR } from "../fair-share/hour-ledger.ts";
import { fairShareOrder, fifoOrder } from "../fair-share/order.ts";
import { aJob, aRetryPolicy, aSpec, someResources } from "../jobs/life/job.builders.ts";
import { isFinal, type NewJob } from "../jobs/life/job.ts";
import { licencesOf } from "../jobs/placement/licences.ts";
import type { ArraySpec } from "../jobs/spec/spec.ts";
import { newStatus, transition } from "../jobs/life/transition.ts";
import type { Cause, QuotaCause } from "../offers/explanation.ts";
import type { ResourceVector } from "../resources/vector.ts";
import { CAPABLE } from "./core/core.builders.ts";
import { Core } from "./core/core.ts";
import type { CoreInput, Decision } from "./state/decision.ts";
import { HOUR_MS, LimitModel, type Known } from "./limit-model.builders.ts";
import { EQUAL_SHARES } from "./state/shares.ts";
import { seededRandom, type Random } from "../simulation/random.ts";
import { DEFAULT_TUNING, type Tuning } from "./state/tuning.ts";

const NOON = Date.UTC(2030, 4, 15, 12);
const BACKEND = "mesos";

export interface LimitHistoryResult {
  readonly launches: number;
  /** Jobs that were found to wait for a limit or a licence, over all cycles. */
  readonly blocked: number;
  readonly restarts: number;
  /** Parts of limits that were kept, over all cycles. */
  readonly earmarks: number;
}

/**
 * A random history of a whole core with limits, budgets and licences that change, and new leaders. What runs, what was
 * used and what may start is counted anew from the records after every cycle: nothing of it comes from the core.
 */
export function runLimitHistory(seed: number, steps: number): LimitHistoryResult {
  return new LimitHistory(seed).run(steps);
}

class LimitHistory {
  readonly #random: Random;
  readonly #agents: ReadonlyMap<string, ResourceVector>;
  readonly #model: LimitModel;
  #core: Core;
  #epoch = 0;
  #ids = 0;
  #offers = 0;
  #launches = 0;
  #blocked = 0;
  #earmarks = 0;
  #restarts = -1;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
    const random = this.#random;
    this.#agents = new Map(
      Array.from({ length: random.integer(1, 4) }, (_, n) => [
        `a${n + 1}`,
        { cpusMilli: 1000 * random.integer(2, 8), memMib: 65_536, diskMib: 100_000, gpus: 2 },
      ]),
    );
    const tuning: Tuning = {
      ...DEFAULT_TUNING,
      policy: random.pick([fairShareOrder, fairShareOrder, fifoOrder]),
      unreachableTimeoutMs: 60_000,
      refuseMs: 60_000,
      reservationsMax: random.pick([0, 2]),
      reserveAfterMs: 60_000,
      quarantine: false,
      gpuReserve: 0, // the model knows limits alone
      quotas: this.#someQuotas(),
      licences: this.#someLicences(),
      shares: { ...EQUAL_SHARES, definitions: this.#someShares() },
    };
    this.#model = new LimitModel(tuning, NOON);
    this.#core = this.#restart();
  }

  run(steps: number): LimitHistoryResult {
    for (let step = 0; step < steps; step += 1) this.#event();
    return {
      launches: this.#launches,
      blocked: this.#blocked,
      restarts: this.#restarts,
      earmarks: this.#earmarks,
    };
  }

  #event(): void {
    const random = this.#random;
    const dice = random.integer(1, 100);
    if (dice <= 22 && this.#model.waiting().length < 20) this.#submit();
    else if (dice <= 50) this.#offerAll();
    else if (dice <= 62) this.#status("running", "starting");
    else if (dice <= 75) this.#status(random.chance(0.8) ? "finished" : "failed", "running");
    else if (dice <= 88) {
      this.#model.nowMs += random.pick([1000, 60_000, HOUR_MS, 5 * HOUR_MS, 26 * HOUR_MS]);
      this.#cycle();
    } else if (dice <= 92) this.#configure({ quotas: this.#someQuotas() });
    else if (dice <= 95) this.#configure({ licences: this.#someLicences() });
    else if (dice <= 97) this.#configure({ shares: { ...EQUAL_SHARES, definitions: this.#someShares() } });
    else this.#core = this.#restart();
  }

  // --- what may happen -----------------------------------------------------------------------------------------

  #submit(): void {
    const random = this.#random;
    const jobs = Array.from({ length: random.integer(1, 4) }, (): NewJob => {
      this.#ids += 1;
      const licences = {
        ...(random.chance(0.3) ? { l: random.pick([1, 1, 2, 3]) } : {}),
        ...(random.chance(0.2) ? { m: 1 } : {}),
      };
      const spec = aSpec({
        project: random.pick(["bio", "phy", "his"]),
        resources: someResources({
          cpus: random.pick([1, 1, 2, 3]),
          gpus: random.pick([0, 0, 0, 1]),
          licences,
        }),
        priority: random.pick([50, 50, 90]),
        retry: aRetryPolicy({
          maxAttempts: 2,
          on: ["any"],
          backoff: { initialSeconds: 0, factor: 1, maxSeconds: 0 },
        }),
        ...(random.chance(0.2) ? { array: this.#someArray() } : {}),
      });
      return aJob({
        id: this.#ids,
        user: random.pick(["ada", "bob", "cyd"]),
        spec,
        submittedAtMs: this.#model.nowMs,
      });
    });
    for (const job of jobs)
      this.#model.jobs.set(job.id, { job, status: newStatus(job), attempts: new Map(), nodes: undefined });
    this.#cycle(
      ...jobs.map((job) => ({ type: "submitted", key: `job/${job.id}`, job, parents: new Map() }) as const),
    );
  }

  #someArray(): ArraySpec {
    const random = this.#random;
    const most = random.chance(0.4) ? { maxConcurrent: random.integer(1, 2) } : {};
    return { from: 1, to: random.integer(2, 5), step: 1, ...most };
  }

  /** Everything that is free is offered: then nothing may be left that could start. */
  #offerAll(): void {
    const offers = [...this.#agents.keys()].map((agentId) => {
      this.#offers += 1;
      return {
        id: `o${this.#offers}`,
        agentId,
        hostname: agentId,
        access: "",
        attributes: {},
        lot: "",
        resources: this.#freeOf(agentId),
        ports: [],
        reservations: [],
      };
    });
    this.#cycle({ type: "backend", backend: BACKEND, event: { type: "offers", offers } });
    for (const known of this.#model.waiting()) {
      if (this.#model.isBlocked(known) || this.#model.hasMost(known)) continue;
      const keptFor = this.#core.explain(known.job.id)?.causes.some((cause) => cause.kind === "licence");
      if (keptFor === true) continue;
      if (this.#core.dump().holds.length > 0) continue; // the model knows of no room that is kept
      for (const agentId of this.#agents.keys()) {
        const free = this.#freeOf(agentId);
        const { cpus, gpus } = known.job.spec.resources;
        assert.ok(
          cpus * 1000 > free.cpusMilli || gpus > free.gpus,
          `job ${known.job.id} could start on ${agentId} and was not woken: ${JSON.stringify(this.#core.explain(known.job.id))}`,
        );
      }
    }
  }

  #status(state: "running" | "finished" | "failed", of: "starting" | "running"): void {
    const found = this.#model.live().filter((attempt) => attempt.state === of);
    if (found.length === 0) return;
    const { placement, taskId } = this.#random.pick(found);
    const update = { taskId, agentId: placement.agentId, state, reconciliation: false };
    this.#cycle({ type: "backend", backend: BACKEND, event: { type: "status", update } });
  }

  #configure(changes: Partial<Tuning>): void {
    this.#model.configure(changes);
    this.#core.configure(changes);
    this.#cycle();
  }

  #restart(): Core {
    this.#epoch += 1;
    this.#restarts += 1;
    const core = new Core({
      epoch: this.#epoch,
      halfLifeMs: HOUR_MS,
      nowMs: this.#model.nowMs,
      tuning: this.#model.tuning,
    });
    core.addBackend(BACKEND, "f-1", CAPABLE);
    for (const { attempts, job } of this.#model.jobs.values()) {
      for (const attempt of attempts.values()) {
        const { endedAtMs, resources, runningAtMs, taskId } = attempt;
        if (endedAtMs === undefined || runningAtMs === undefined) continue;
        this.#model.booked.add(taskId);
        const ms = endedAtMs - runningAtMs;
        core.loadUsage({
          user: job.user,
          project: job.spec.project,
          hourMs: endedAtMs - (endedAtMs % HOUR_MS),
          cpuMilliMs: resources.cpusMilli * ms,
          memMibMs: resources.memMib * ms,
          gpuMs: resources.gpus * ms,
        });
      }
    }
    for (const { attempts, job, status } of this.#model.jobs.values()) {
      if (isFinal(status.state)) continue;
      const live = [...attempts.values()].filter((attempt) => !isFinal(attempt.state));
      core.loadJob({ ...job, status }, live, new Map());
    }
    this.#core = core;
    this.#cycle(
      { type: "backend", backend: BACKEND, event: { type: "connected", registrationId: "f-1" } },
      {
        type: "backend",
        backend: BACKEND,
        event: {
          type: "agents",
          agents: [...this.#agents].map(([id, total]) => ({
            id,
            hostname: id,
            attributes: {},
            total,
            active: true,
            reservations: [],
          })),
        },
      },
    );
    return core;
  }

  #someQuotas(): readonly QuotaDefinition[] {
    const random = this.#random;
    const some = (): QuotaDefinition => ({
      ...(random.chance(0.4) ? { cpusMilli: 1000 * random.integer(0, 8) } : {}),
      ...(random.chance(0.4) ? { tasks: random.integer(0, 5) } : {}),
      ...(random.chance(0.15) ? { jobs: random.integer(0, 4) } : {}),
      ...(random.chance(0.2) ? { gpus: random.integer(0, 2) } : {}),
      ...(random.chance(0.3) ? { cpuHours: random.integer(0, 40) } : {}),
      ...(random.chance(0.1) ? { gpuHours: random.integer(0, 10) } : {}),
      window: random.pick(["day", "week", "month"] as const),
    });
    return [
      some(),
      { ...some(), project: "*" },
      { ...some(), project: "science" },
      { ...some(), user: "*" },
      { ...some(), user: "ada", project: "bio" },
    ].filter(() => random.chance(0.5));
  }

  #someLicences(): Readonly<Record<string, number>> {
    return this.#random.pick([
      {},
      { l: this.#random.integer(0, 4), m: this.#random.integer(0, 2) },
      { l: 3, m: 1 },
    ]);
  }

  #someShares(): readonly ShareDefinition[] {
    return this.#random.pick<readonly ShareDefinition[]>([
      [],
      [
        { name: "science", weight: 2 },
        { name: "bio", parent: "science", weight: 1 },
        { name: "phy", parent: "science", weight: 3 },
      ],
      [
        { name: "science", weight: 1 },
        { name: "phy", parent: "science", weight: 1 },
        { name: "his", parent: "phy", weight: 1 },
      ],
    ]);
  }

  // --- a cycle, and what must hold after it ---------------------------------------------------------------------

  #cycle(...inputs: readonly CoreInput[]): void {
    // A scheduler is woken at the instants that it asks for.
    this.#model.forgetSums();
    this.#take(this.#core.step(inputs, this.#model.nowMs));
    this.#model.earmarks = this.#core.dump().earmarks;
    this.#earmarks += this.#model.earmarks.length;
    this.#check();
  }

  #take({ records }: Decision): void {
    for (const record of records) {
      if (record.type !== "job" || record.event.type === "filed") continue;
      const known = this.#model.jobs.get(record.job);
      assert.ok(known !== undefined);
      const attempt = "taskId" in record.event ? known.attempts.get(record.event.taskId) : undefined;
      if (record.event.type === "launched") this.#checkLaunch(known);
      const step = transition(record.job, known.status, attempt, record.event, this.#model.nowMs);
      assert.ok(step.kind === "moved");
      known.status = step.status;
      if (step.attempt !== undefined) known.attempts.set(step.attempt.taskId, step.attempt);
      this.#model.forgetSums();
    }
  }

  /** Before it is counted. */
  #checkLaunch(known: Known): void {
    this.#launches += 1;
    this.#model.earmarks = []; // they may have changed in this very turn
    assert.deepEqual(this.#model.quotaCauses(known), [], `job ${known.job.id} starts beyond a limit`);
    for (const { count: asks, name } of licencesOf(known.job.spec))
      assert.ok(
        this.#model.inUse(name) + asks <= (this.#model.tuning.licences[name] ?? 0),
        `licences of ${name}`,
      );
  }

  #check(): void {
    const view = this.#core.accounts();
    for (const { project, user, hours, running } of view.quotas) {
      const node = nodeOf(project, user);
      for (const kind of RUNNING_KINDS)
        if (kind in running || kind !== "jobs")
          assert.equal(running[kind], this.#model.used(node, kind), `${project} ${user} ${kind}`);
      for (const { kind, usedHours, window } of hours)
        assert.equal(
          usedHours,
          this.#model.burnt(node, kind, window) / PER_HOUR[kind],
          `${project} ${user} ${kind}`,
        );
    }
    for (const { inUse, name } of view.licences) assert.equal(inUse, this.#model.inUse(name), name);
    for (const known of this.#model.waiting()) {
      const causes: readonly Cause[] = this.#core.explain(known.job.id)?.causes ?? [];
      const told = causes.filter((cause): cause is QuotaCause => cause.kind === "quota");
      assert.deepEqual(
        sorted(told),
        sorted(this.#model.quotaCauses(known)),
        `what is told of job ${known.job.id}`,
      );
      const licence = causes.find((cause) => cause.kind === "licence");
      const lacking = this.#model.lacksLicences(known);
      if (lacking)
        assert.ok(licence !== undefined, `job ${known.job.id} lacks licences, and that is not told`);
      if (licence !== undefined) {
        assert.equal(licence.inUse, this.#model.inUse(licence.name));
        assert.equal(licence.total, this.#model.tuning.licences[licence.name] ?? 0);
        assert.ok(licence.inUse + licence.asks + (licence.kept ?? 0) > licence.total);
      }
      assert.ok(causes.length > 0, `job ${known.job.id} waits, and nothing is said to keep it`);
      if (this.#model.isBlocked(known)) this.#blocked += 1;
    }
  }

  #freeOf(agentId: string): ResourceVector {
    const total = this.#agents.get(agentId);
    assert.ok(total !== undefined);
    let { cpusMilli, gpus, memMib } = total;
    for (const { placement, resources } of this.#model.live()) {
      if (placement.agentId !== agentId) continue;
      cpusMilli -= resources.cpusMilli;
      memMib -= resources.memMib;
      gpus -= resources.gpus;
    }
    return { cpusMilli, memMib, diskMib: total.diskMib, gpus };
  }
}

function nodeOf(project: string | undefined, user: string | undefined): QuotaNode {
  if (project === undefined) return { scope: "site" };
  return user === undefined ? { scope: "project", project } : { scope: "account", project, user };
}

function sorted(causes: readonly QuotaCause[]): readonly QuotaCause[] {
  const key = ({ of, project = "", scope, user = "" }: QuotaCause) =>
    `${scope} ${project === "" ? "" : accountKey({ project, user })} ${of}`;
  return causes.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}
