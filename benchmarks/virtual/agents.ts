import type { AgentInfo, Offer, Reservation } from "../../offers/offer.ts";
import { add, fits, isNothing, NO_RESOURCES, subtract, type ResourceVector } from "../../resources/vector.ts";

export interface AgentSpec {
  readonly id: string;
  readonly total: ResourceVector;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** A machine of the virtual cluster. What is free is offered as a whole. */
export class VirtualAgent {
  readonly id: string;
  readonly total: ResourceVector;
  readonly #attributes: Readonly<Record<string, string>>;
  free: ResourceVector;
  /** Of ours, and of that what no task uses. */
  readonly #reserved = new Map<string, { whole: ResourceVector; free: ResourceVector }>();
  isOffered = false;
  #refused: ResourceVector = NO_RESOURCES;
  #refusedUntilMs = 0;

  constructor({ id, total, attributes = {} }: AgentSpec) {
    this.id = id;
    this.total = total;
    this.free = total;
    this.#attributes = attributes;
  }

  /** Whether something can be offered: not what was declined, unless there is more of it or time has passed. */
  isOfferable(nowMs: number): boolean {
    if (this.isOffered) return false;
    const whole = this.#whole();
    if (whole.cpusMilli <= 0) return false;
    return nowMs >= this.#refusedUntilMs || !fits(whole, this.#refused);
  }

  /** Without CPUs nothing of it is of any use. */
  get isEmpty(): boolean {
    return this.#whole().cpusMilli <= 0;
  }

  offer(id: string): Offer {
    this.isOffered = true;
    return {
      id,
      agentId: this.id,
      hostname: this.id,
      access: "",
      attributes: this.#attributes,
      lot: "",
      resources: this.free,
      ports: [[31_000, 32_000]],
      reservations: [...this.#reserved]
        .filter(([, { free }]) => !isNothing(free))
        .map(([reservation, { free }]): Reservation => ({ id: reservation, resources: free, volumes: [] })),
    };
  }

  /** The offer is answered; what is left of it is refused for a while. */
  answered(refuseMs: number, nowMs: number): void {
    this.isOffered = false;
    this.#refused = this.#whole();
    this.#refusedUntilMs = nowMs + refuseMs;
  }

  forgetRefusal(): void {
    this.#refusedUntilMs = 0;
  }

  get refusedUntilMs(): number {
    return this.#refusedUntilMs;
  }

  /** @returns what came out of the reservation. @throws Error  when it has too little */
  take(need: ResourceVector, reservation: string | undefined): ResourceVector {
    const held = reservation === undefined ? undefined : this.#reserved.get(reservation);
    const reserved = held === undefined ? NO_RESOURCES : smaller(need, held.free);
    if (held !== undefined) held.free = subtract(held.free, reserved);
    const rest = subtract(need, reserved);
    if (!fits(rest, this.free)) throw new Error(`more was started on ${this.id} than it has`);
    this.free = subtract(this.free, rest);
    return reserved;
  }

  give(need: ResourceVector, reserved: ResourceVector, reservation: string | undefined): void {
    this.free = add(this.free, subtract(need, reserved));
    const held = reservation === undefined ? undefined : this.#reserved.get(reservation);
    if (held !== undefined) held.free = add(held.free, reserved);
  }

  reserve(reservation: string, resources: ResourceVector): void {
    const held = this.#reserved.get(reservation) ?? { whole: NO_RESOURCES, free: NO_RESOURCES };
    this.#reserved.set(reservation, {
      whole: add(held.whole, resources),
      free: add(held.free, resources),
    });
    this.free = subtract(this.free, resources);
    this.forgetRefusal();
  }

  unreserve(reservation: string): void {
    const held = this.#reserved.get(reservation);
    if (held === undefined) return;
    this.free = add(this.free, held.free);
    const used = subtract(held.whole, held.free);
    if (isNothing(used)) this.#reserved.delete(reservation);
    else this.#reserved.set(reservation, { whole: used, free: NO_RESOURCES });
    this.forgetRefusal();
  }

  info(): AgentInfo {
    return {
      id: this.id,
      hostname: this.id,
      attributes: this.#attributes,
      total: this.total,
      active: true,
      reservations: [...this.#reserved].map(([id, { whole }]): Reservation => ({
        id,
        resources: whole,
        volumes: [],
      })),
    };
  }

  #whole(): ResourceVector {
    let whole = this.free;
    for (const { free } of this.#reserved.values()) whole = add(whole, free);
    return whole;
  }
}

function smaller(a: ResourceVector, b: ResourceVector): ResourceVector {
  return {
    cpusMilli: Math.min(a.cpusMilli, b.cpusMilli),
    memMib: Math.min(a.memMib, b.memMib),
    diskMib: Math.min(a.diskMib, b.diskMib),
    gpus: Math.min(a.gpus, b.gpus),
  };
}
