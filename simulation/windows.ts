import type { BackendEvent } from "../offers/backend.ts";
import type { SimulatedAgent } from "./agents.ts";
import type { Random } from "./random.ts";
import type { VirtualTime } from "./virtual-time.ts";

interface Surroundings {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly send: (event: BackendEvent) => void;
  /** Whether a task of the scheduler is there: nobody else is asked. */
  readonly isUsed: (agent: SimulatedAgent) => boolean;
  readonly voidOffers: (agent: SimulatedAgent) => void;
  /** The agent goes away, and its tasks with it. */
  readonly shutDown: (agent: SimulatedAgent) => void;
  readonly comeBack: (agent: SimulatedAgent) => void;
}

/** Maintenance of a simulated cluster: announced in offers and by questions, which come again until it is over. */
export class SimulatedWindows {
  readonly #around: Surroundings;
  /** Questions that are out, by agent. */
  readonly #questions = new Map<SimulatedAgent, string>();
  #count = 0;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  announce(agent: SimulatedAgent): void {
    const { comeBack, random, shutDown, time, voidOffers } = this.#around;
    if (agent.dead || agent.unavailability !== undefined) return;
    const startMs = time.nowMs() + random.integer(10_000, 90_000);
    const unavailability = { startMs, endMs: startMs + random.integer(5000, 40_000) };
    agent.unavailability = unavailability;
    voidOffers(agent);
    this.ask(agent);
    time.after(startMs - time.nowMs(), () => {
      if (agent.unavailability !== unavailability || agent.dead) return;
      shutDown(agent);
      this.#takeQuestionBack(agent);
      time.after(unavailability.endMs - startMs, () => {
        agent.unavailability = undefined;
        comeBack(agent);
      });
    });
  }

  /** What has not begun is called off. */
  callOff(agent: SimulatedAgent): void {
    const { time, voidOffers } = this.#around;
    if (agent.unavailability === undefined || agent.unavailability.startMs <= time.nowMs()) return;
    agent.unavailability = undefined;
    voidOffers(agent);
    this.#takeQuestionBack(agent);
  }

  ask(agent: SimulatedAgent): void {
    const { isUsed, send } = this.#around;
    const { unavailability } = agent;
    if (unavailability === undefined || agent.dead || !agent.reachable || !isUsed(agent)) return;
    this.#count += 1;
    const requestId = `question-${this.#count}`;
    this.#questions.set(agent, requestId);
    send({ type: "maintenance", requestId, agentId: agent.id, unavailability });
  }

  /** @param isOpen  whether the connection that answered is still the one */
  answered(requestIds: readonly string[], refuseMs: number, isOpen: () => boolean): void {
    for (const [agent, requestId] of this.#questions) {
      if (!requestIds.includes(requestId)) continue;
      this.#questions.delete(agent);
      this.#around.time.after(refuseMs, () => {
        if (isOpen()) this.ask(agent);
      });
    }
  }

  /** The connection is gone, and all questions with it. */
  clear(): void {
    this.#questions.clear();
  }

  #takeQuestionBack(agent: SimulatedAgent): void {
    const requestId = this.#questions.get(agent);
    this.#questions.delete(agent);
    if (requestId !== undefined) this.#around.send({ type: "maintenance_rescinded", requestId });
  }
}
