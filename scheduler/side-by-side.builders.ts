import assert from "node:assert/strict";
import { DEFAULT_WEIGHTS } from "../fair-share/cost.ts";
import { godocker1Policy } from "../fair-share/godocker-1.ts";
import { fairShareOrder, fifoOrder } from "../fair-share/order.ts";
import { aRetryPolicy, someResources } from "../jobs/life/job.builders.ts";
import type { Affinity } from "../jobs/spec/affinity.ts";
import type { Constraint } from "../jobs/spec/constraint.ts";
import type { JobEvent, NewJob } from "../jobs/life/job.ts";
import type { AgentInfo, Offer } from "../offers/offer.ts";
import { CAPABLE, job, vector } from "./core/core.builders.ts";
import { Core } from "./core/core.ts";
import type { CoreInput, Decision } from "./state/decision.ts";
import { GODOCKER_1_WITHOUT_WAITS, Obvious } from "./obvious.builders.ts";
import { seededRandom, type Random } from "../simulation/random.ts";
import { DEFAULT_TUNING } from "./state/tuning.ts";

const GIB = 1024 ** 3;
const HALF_LIFE_MS = 3_600_000;
const MARGIN_MS = 60_000;
const ASSUMED_MS = 7_200_000;
const USERS = ["ada", "bob", "cem", "dan", "eve"];
const GODOCKER_1 = godocker1Policy(GODOCKER_1_WITHOUT_WAITS);
const PROJECTS = ["atom", "bio", "default"];
/** What of an array may be cancelled. */
const SOME_ELEMENTS = [
  [[0, 0]],
  [[1, 2]],
  [
    [0, 0],
    [2, 9],
  ],
] as const;

/**
 * A random history of a whole core and of the obvious scheduler, side by side: both must start the same jobs on the
 * same agents in the same order.
 * @returns the starts that were compared
 */
export function runSideBySide(seed: number, steps: number): number {
  const both = new SideBySide(seed);
  for (let step = 0; step < steps; step += 1) {
    try {
      both.step();
    } catch (error) {
      throw new Error(`seed ${seed}, step ${step}`, { cause: error });
    }
  }
  return both.starts;
}

class SideBySide {
  readonly #random: Random;
  readonly #core: Core;
  readonly #obvious: Obvious;
  readonly #waiting: number[] = [];
  readonly #bodies = new Map<number, NewJob>();
  /** Live tasks and where they are. */
  readonly #live = new Map<string, string>();
  #agents: AgentInfo[] = [];
  /**
   * Jobs go by what runs elsewhere. One lot is offered at a time then: of several, which of them gets what may start only
   * after something else has started is not said.
   */
  readonly #goesByOthers: boolean;
  #ids = 0;
  #nowMs = 1_000_000;
  starts = 0;

  constructor(seed: number) {
    const random = seededRandom(seed);
    this.#random = random;
    const named = random.pick(["fair-share", "fair-share", "fair-share", "fifo", "godocker-1"] as const);
    const policy = { "fair-share": fairShareOrder, fifo: fifoOrder, "godocker-1": GODOCKER_1 }[named];
    const gpuReserve = random.pick([0, 50, 100]);
    this.#goesByOthers = random.chance(0.4);
    const weights = random.pick([DEFAULT_WEIGHTS, { cpus: 1, memory: 0, gpus: 50 }]);
    this.#core = new Core({
      epoch: 1,
      halfLifeMs: HALF_LIFE_MS,
      nowMs: this.#nowMs,
      tuning: {
        ...DEFAULT_TUNING,
        policy,
        shares: { ...DEFAULT_TUNING.shares, weights },
        gpuReserve,
        unreachableTimeoutMs: 60_000,
        refuseMs: 60_000,
        reservationsMax: 0,
        quarantine: false,
        maintenance: { policy: "finish", marginMs: MARGIN_MS, assumedMs: ASSUMED_MS },
      },
    });
    this.#core.addBackend("mesos", "f-1", CAPABLE);
    this.#obvious = new Obvious({
      policy: named,
      halfLifeMs: HALF_LIFE_MS,
      nowMs: this.#nowMs,
      marginMs: MARGIN_MS,
      assumedMs: ASSUMED_MS,
      weights,
      gpuReserve,
    });
    // Everybody has used something else already, so no order rests on names.
    for (const user of USERS) {
      for (const project of PROJECTS) {
        const booked = {
          cpuMilliMs: random.integer(1, 1e9),
          memMibMs: random.integer(1, 1e9),
          gpuMs: 10_000,
        };
        this.#core.loadUsage({ user, project, hourMs: 0, ...booked } as never); // the other sums don't count
        this.#obvious.charge(user, project, booked, 0);
      }
    }
    for (let n = random.integer(2, 5); n > 0; n -= 1) this.#join();
    this.#cycle([this.#event({ type: "connected", registrationId: "f-1" }), this.#inventory()], []);
  }

  step(): void {
    const random = this.#random;
    const inputs: CoreInput[] = [];
    const offers: Offer[] = [];
    let joins = false;
    for (let n = random.integer(1, 4); n > 0; n -= 1) {
      const dice = random.integer(1, 100);
      if (dice <= 30) inputs.push(...this.#submissions());
      else if (dice <= 60) this.#offer(offers);
      else if (dice <= 80) this.#end(inputs);
      else if (dice <= 90) this.#request(inputs);
      else if (dice <= 93 && !joins) {
        joins = true; // what the pool comes to in between is nobody's business
        if (this.#agents.length > 2 && random.chance(0.5)) this.#leave();
        else this.#join();
        inputs.push(this.#inventory());
      } else this.#nowMs += random.pick([100, 400, 5000, 60_000, -30_000]);
    }
    // An inventory of this cycle may have taken the agent away.
    const known = offers.filter((offer) => this.#agents.some((agent) => agent.id === offer.agentId));
    this.#nowMs += 10;
    this.#cycle(
      [...inputs, ...known.map((offer) => this.#event({ type: "offers", offers: [offer] }))],
      known,
    );
  }

  #cycle(inputs: readonly CoreInput[], offers: readonly Offer[]): void {
    this.#obvious.setTime(this.#nowMs);
    const decision = this.#core.step(inputs, this.#nowMs);
    for (const input of inputs)
      if (input.type === "backend" && input.event.type === "agents")
        this.#obvious.setInventory(input.event.agents);
    const launches = this.#follow(decision);
    let at = 0;
    const launched = () => {
      const next = launches[at];
      assert.ok(next !== undefined);
      at += 1;
      return next.event;
    };
    for (const { agentId, job: id } of this.#obvious.decide(offers, launched)) {
      const start = launches[at];
      assert.deepEqual([start?.job, start?.event.start.placement.agentId], [id, agentId], `start ${at}`);
    }
    assert.equal(at, launches.length, "the core starts more");
    this.starts += at;
  }

  /** Tells the obvious scheduler what was recorded before anything started. */
  #follow({ records }: Decision) {
    const launches: { job: number; event: Extract<JobEvent, { type: "launched" }> }[] = [];
    for (const record of records) {
      if (record.type !== "job") continue;
      const { event, job: id } = record;
      if (event.type === "filed") this.#obvious.file(this.#bodies.get(id) ?? job(id));
      else if (event.type === "launched") {
        launches.push({ job: id, event });
        this.#live.set(event.start.taskId, event.start.placement.agentId);
      } else {
        this.#obvious.apply(id, event);
        if (event.type === "ended") this.#live.delete(event.taskId);
      }
    }
    return launches;
  }

  // --- what may happen -----------------------------------------------------------------------------------------------

  #submissions(): readonly CoreInput[] {
    const inputs: CoreInput[] = [];
    for (let n = this.#random.integer(1, 6); n > 0; n -= 1) {
      this.#ids += 1;
      const body = this.#drawJob(this.#ids);
      this.#bodies.set(this.#ids, body);
      this.#waiting.push(this.#ids);
      inputs.push({ type: "submitted", key: `job/${this.#ids}`, job: body, parents: new Map() });
    }
    return inputs;
  }

  #drawJob(id: number): NewJob {
    const random = this.#random;
    const constraints: Constraint[] = [];
    if (random.chance(0.2))
      constraints.push({ attribute: "zone", op: "eq", values: [random.pick(["a", "b"])] });
    if (random.chance(0.1)) constraints.push({ attribute: "zone", op: "ne", values: ["a"] });
    if (random.chance(0.1))
      constraints.push({ attribute: "hostname", op: "in", values: ["a1.example", "a2.example"] });
    const isArray = random.chance(0.2);
    const isThrottled = isArray && random.chance(0.5);
    const affinity = this.#goesByOthers ? this.#drawAffinity(isArray) : [];
    return job(id, {
      user: random.pick(USERS),
      project: random.pick(PROJECTS),
      priority: random.pick([0, 50, 50, 50, 90]),
      preemptible: random.chance(0.2),
      hold: random.chance(0.05),
      constraints,
      // Where several lists of agents compete for the places of an array, which one waits is not said.
      retry: aRetryPolicy({ maxAttempts: 3, avoidFailedNodes: !isThrottled && affinity.length === 0 }),
      ...(affinity.length === 0 ? {} : { affinity }),
      resources: someResources({
        cpus: random.pick([0.5, 1, 1, 2, 3, 6]),
        memoryBytes: random.pick([1, 2, 7]) * GIB,
        gpus: random.chance(0.15) ? 1 : 0,
        ports: random.chance(0.1) ? 2 : 0,
      }),
      ...(random.chance(0.4) ? { walltimeSeconds: random.pick([60, 61, 600, 3540, 7200, 90_000]) } : {}),
      ...(isArray
        ? {
            array: {
              from: 0,
              to: random.integer(0, 9),
              step: 1,
              ...(isThrottled ? { maxConcurrent: 2 } : {}),
            },
          }
        : {}),
    });
  }

  #drawAffinity(isArray: boolean): readonly Affinity[] {
    const random = this.#random;
    if (!random.chance(0.4)) return [];
    const attribute = random.pick(["hostname", "zone"]);
    if (isArray) return [{ attribute, op: random.pick(["unique", "balanced"] as const) }];
    const running = [...this.#live.keys()].map((taskId) => Number.parseInt(taskId, 10));
    if (running.length === 0) return [];
    return [{ attribute, op: random.pick(["with", "apart"] as const), job: random.pick(running) }];
  }

  #offer(offers: Offer[]): void {
    const random = this.#random;
    if (this.#goesByOthers && offers.length > 0) return;
    const agent = random.pick(this.#agents);
    const lot = random.pick(["", "", "night"]);
    if (offers.some((offer) => offer.agentId === agent.id && offer.lot === lot)) return; // it has no more
    for (let pieces = random.pick([1, 1, 2]); pieces > 0; pieces -= 1) {
      const share = random.pick([0.25, 0.5]);
      offers.push({
        id: `o${this.#ids}-${offers.length}-${this.#nowMs}`,
        agentId: agent.id,
        hostname: agent.hostname,
        access: "",
        attributes: agent.attributes,
        lot,
        resources: {
          cpusMilli: Math.floor(agent.total.cpusMilli * share),
          memMib: Math.floor(agent.total.memMib * share),
          diskMib: 1000,
          gpus: random.integer(0, Math.floor(agent.total.gpus / 2)),
        },
        ports: random.chance(0.5) ? [[31_000 + 10 * offers.length, 31_002 + 10 * offers.length]] : [],
        reservations: [],
        ...(random.chance(0.2) ? { revocable: vector(random.integer(0, 3), random.integer(0, 8)) } : {}),
        ...(random.chance(0.2)
          ? { unavailability: { startMs: this.#nowMs + random.integer(0, 8_000_000) } }
          : {}),
      });
    }
    // The last offer of an agent says when it goes away: for all lots in hand.
    const last = offers.at(-1)?.unavailability;
    for (const [at, offer] of offers.entries()) {
      if (offer.agentId !== agent.id) continue;
      const { unavailability: _, ...rest } = offer;
      offers[at] = { ...rest, ...(last === undefined ? {} : { unavailability: last }) };
    }
  }

  #end(inputs: CoreInput[]): void {
    if (this.#live.size === 0) return;
    const [taskId, agentId] = this.#random.pick([...this.#live]);
    const how = this.#random.pick([
      { state: "finished" },
      { state: "finished" },
      { state: "failed", fault: "launch" },
      { state: "failed", exitCode: 1 },
      { state: "dropped" },
    ] as const);
    inputs.push(this.#event({ type: "status", update: { taskId, agentId, reconciliation: false, ...how } }));
  }

  #request(inputs: CoreInput[]): void {
    if (this.#waiting.length === 0) return;
    const verb = this.#random.pick(["cancel", "hold", "release", "release"] as const);
    const request = {
      job: this.#random.pick(this.#waiting),
      verb,
      ...(verb === "cancel" && this.#random.chance(0.3)
        ? { elements: this.#random.pick(SOME_ELEMENTS) }
        : {}),
      by: "ada",
      admin: false,
      atMs: this.#nowMs,
    };
    inputs.push({ type: "requested", key: "request/1", request });
  }

  #join(): void {
    const id = `a${this.#random.integer(1, 9)}`;
    if (this.#agents.some((agent) => agent.id === id)) return;
    const attributes = this.#random.pick([{}, { zone: "a" }, { zone: "b", [`own-${id}`]: "x" }]);
    this.#agents.push({
      id,
      hostname: `${id}.example`,
      attributes: attributes as Readonly<Record<string, string>>,
      total: { ...vector(this.#random.pick([4, 8, 16]), 32), gpus: this.#random.pick([0, 0, 4]) },
      active: true,
      reservations: [],
    });
  }

  #leave(): void {
    this.#agents.splice(this.#random.integer(0, this.#agents.length - 1), 1);
  }

  #inventory(): CoreInput {
    return this.#event({ type: "agents", agents: [...this.#agents] });
  }

  #event(event: Extract<CoreInput, { type: "backend" }>["event"]): CoreInput {
    return { type: "backend", backend: "mesos", event };
  }
}
