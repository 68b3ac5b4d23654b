import type { TaskId } from "../../jobs/life/job.ts";
import type { Preference } from "../../jobs/spec/preference.ts";
import { attributeOf } from "../../offers/constraints.ts";
import type { PooledAgent } from "../../offers/agent-pool.ts";
import type { LiveJob } from "./live-job.ts";
import type { Preferred } from "../matching/locality.ts";
import { hostKey } from "./places.ts";
import type { CoreState, JobsState, OfferState, TimeState } from "./state.ts";

/*
 * Where jobs find what they would otherwise wait for: their image, where a task with it ran lately, and their data, by
 * attributes of machines that they name. Of the machines in hand that fit, those with more of it win, as far as
 * `scheduling.localityWeight` goes. Nothing of it is stored: a leader that has just begun knows of images by what runs.
 */

/** So many images are remembered, each with so many machines: those of the last starts. */
const IMAGES_MAX = 2000;
const AGENTS_MAX = 64;
/** After that long an image may have been removed from the machine. */
const KEPT_MS = 24 * 3_600_000;

/** Which machines have run which images, and when: see `hostKey`. */
export class SeenImages {
  readonly #byImage = new Map<string, Map<string, number>>();

  /** A task with it runs there. */
  add(image: string, agent: string, nowMs: number): void {
    const agents = this.#byImage.get(image) ?? new Map<string, number>();
    this.#byImage.delete(image);
    this.#byImage.set(image, agents);
    agents.delete(agent);
    agents.set(agent, nowMs);
    dropFirst(agents, AGENTS_MAX);
    dropFirst(this.#byImage, IMAGES_MAX);
  }

  /** The last one first. */
  agents(image: string): readonly string[] {
    return [...(this.#byImage.get(image)?.keys() ?? [])].reverse();
  }

  has(image: string, agent: string, nowMs: number): boolean {
    return (this.#byImage.get(image)?.get(agent) ?? -Infinity) >= nowMs - KEPT_MS;
  }
}

/** Of a map in the order of its entries. */
function dropFirst<K>(map: Map<K, unknown>, most: number): void {
  if (map.size <= most) return;
  for (const first of map.keys()) {
    map.delete(first);
    return;
  }
}

/** A task runs, so its image is there. */
export function noteImage(
  { images, nowMs }: Pick<CoreState, "images" | "nowMs">,
  job: LiveJob,
  task: TaskId,
): void {
  const { image } = job.kind;
  const placement = job.attempts.get(task)?.placement;
  if (image === undefined || placement === undefined) return;
  images.add(image, hostKey(placement.backend, placement.agentId), nowMs);
}

/** What of a job's wishes is on a machine: the image, and each preference. */
interface Near {
  readonly image: boolean;
  readonly data: number;
}

export function nearOn(
  { images, nowMs }: Pick<CoreState, "images" | "nowMs">,
  job: LiveJob,
  agent: Readonly<PooledAgent>,
): Near {
  const { image, prefer } = job.kind;
  return {
    image: image !== undefined && images.has(image, hostKey(agent.backend, agent.id), nowMs),
    data: prefer.filter((preference) => isMet(preference, agent)).length,
  };
}

function isMet({ attribute, values }: Preference, agent: Readonly<PooledAgent>): boolean {
  const value = attributeOf(agent, attribute);
  return value !== undefined && values.includes(value);
}

/** The lots in hand, by what jobs may want of their machines: made when the first of a cycle asks. */
export class HandByWish {
  readonly #hand: CoreState["inHand"];
  readonly #byAgent = new Map<string, number[]>();
  readonly #byAttribute = new Map<string, ReadonlyMap<string, readonly number[]>>();

  constructor(hand: CoreState["inHand"]) {
    this.#hand = hand;
    for (const [number, { agent }] of hand) {
      const key = hostKey(agent.backend, agent.id);
      this.#byAgent.set(key, [...(this.#byAgent.get(key) ?? []), number]);
    }
  }

  onAgent(key: string): readonly number[] {
    return this.#byAgent.get(key) ?? [];
  }

  withValue(attribute: string, value: string): readonly number[] {
    const known = this.#byAttribute.get(attribute) ?? this.#sorted(attribute);
    this.#byAttribute.set(attribute, known);
    return known.get(value) ?? [];
  }

  #sorted(attribute: string): ReadonlyMap<string, readonly number[]> {
    const byValue = new Map<string, number[]>();
    for (const [number, { agent }] of this.#hand) {
      const value = attributeOf(agent, attribute);
      if (value === undefined) continue;
      const numbers = byValue.get(value);
      if (numbers === undefined) byValue.set(value, [number]);
      else numbers.push(number);
    }
    return byValue;
  }
}

/** Of the lots in hand those on machines that a job prefers, by their numbers in the matcher. */
export function* preferredBy(state: JobsState & OfferState & TimeState, id: number): Generator<Preferred> {
  const job = state.jobs.get(id);
  if (job === undefined) return;
  const { image, prefer } = job.kind;
  const wishes = (image === undefined ? 0 : 1) + prefer.length;
  if (wishes === 0) return;
  const seen = new Set<number>();
  for (const number of wished(state, job)) {
    const agent = state.inHand.get(number)?.agent;
    if (agent === undefined || seen.has(number)) continue;
    seen.add(number);
    const near = nearOn(state, job, agent);
    const part = (Number(near.image) + near.data) / wishes;
    if (part > 0) yield { agent: number, part };
  }
}

/** Some of them twice. */
function* wished(
  state: Pick<CoreState, "handByWish" | "images" | "inHand">,
  { kind: { image, prefer } }: LiveJob,
): Generator<number> {
  const hand = (state.handByWish ??= new HandByWish(state.inHand));
  if (image !== undefined) for (const key of state.images.agents(image)) yield* hand.onAgent(key);
  for (const { attribute, values } of prefer)
    for (const value of values) yield* hand.withValue(attribute, value);
}
