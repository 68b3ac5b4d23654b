import type { BackendEvent } from "../../offers/backend.ts";
import type { AgentInfo, Offer } from "../../offers/offer.ts";
import * as ranges from "../../resources/ranges.ts";
import type { Ranges } from "../../resources/ranges.ts";
import {
  add,
  fits,
  isNothing,
  largest,
  NO_RESOURCES,
  subtract,
  type ResourceVector,
} from "../../resources/vector.ts";
import type { Clock } from "./ports.ts";

/** A machine as a cluster's inventory shows it. */
export interface NodeReport {
  readonly info: AgentInfo;
  /** Backend's address of the node, opaque to all but its own adapters. */
  readonly access: string;
  /** What others than our tasks hold there. */
  readonly foreign: ResourceVector;
  /** Host ports that tasks may be given, less those that others hold. */
  readonly ports: Ranges;
}

/** What one task of ours holds of a node. */
export interface Holding {
  readonly agentId: string;
  readonly resources: ResourceVector;
  readonly ports: readonly number[];
}

interface Node {
  report: NodeReport;
  /** Offered and not answered. */
  readonly offers: Map<string, Offer>;
  /** Of a task that the cluster would not take: until the next report the node counts as that much smaller. */
  lowered: ResourceVector;
  /** Until then nothing is offered unless there is more than that. */
  refused:
    { readonly untilMs: number; readonly resources: ResourceVector; readonly ports: number } | undefined;
}

export interface DerivedOffersOptions extends Clock {
  /** Called in order, never from within a call of this object. */
  readonly emit: (event: BackendEvent) => void;
  /** Begins the ids of all offers: another one for each connection. */
  readonly prefix: string;
}

/**
 * Offers for clusters that know none: a node's inventory, less what others and our own tasks hold there. A derived
 * offer is a guess, so a launch that bounces lowers its node until the next report.
 *
 * As with Mesos, what is offered is nobody else's until it is used, declined or rescinded, and a node that grows is
 * offered again in addition.
 */
export class DerivedOffers {
  readonly #options: DerivedOffersOptions;
  readonly #nodes = new Map<string, Node>();
  readonly #agentOfTask = new Map<string, string>();
  /** By node, also of nodes that are not there (any more). */
  readonly #holdings = new Map<string, Map<string, Holding>>();
  readonly #nodeOfOffer = new Map<string, Node>();
  #offerCount = 0;
  #suppressed = false;
  #closed = false;
  /** Nodes of which something changed since they were looked at; `undefined`: all. */
  #changed: Set<Node> | undefined = new Set();
  #due = false;
  #cancelTimer: (() => void) | undefined;
  #timerMs = Infinity;

  constructor(options: DerivedOffersOptions) {
    this.#options = options;
  }

  /** The whole inventory. Nodes that are missing are gone. */
  show(reports: readonly NodeReport[]): void {
    const seen = new Set<string>();
    for (const report of reports) {
      const { id } = report.info;
      seen.add(id);
      const node = this.#nodes.get(id);
      if (node === undefined)
        this.#nodes.set(id, { report, offers: new Map(), lowered: NO_RESOURCES, refused: undefined });
      else {
        node.report = report;
        node.lowered = NO_RESOURCES;
      }
    }
    const lost = [...this.#nodes.keys()].filter((id) => !seen.has(id));
    for (const id of lost) this.#forget(id);
    this.#later(() => {
      for (const agentId of lost) this.#options.emit({ type: "agent_lost", agentId });
      this.#options.emit({ type: "agents", agents: reports.map(({ info }) => info) });
    });
    this.#look(undefined);
  }

  /**
   * Uses offers of one node for tasks, which hold their share from now on. What is left is not offered for `refuseMs`.
   * @returns false when one of the offers is not valid any more: then nothing is used
   */
  use(offerIds: readonly string[], tasks: ReadonlyMap<string, Holding>, refuseMs: number): boolean {
    const nodes = offerIds.map((id) => this.#nodeOfOffer.get(id));
    const [node] = nodes;
    if (node === undefined || nodes.some((other) => other !== node)) return false;
    for (const [taskId, holding] of tasks) this.#keep(taskId, holding);
    for (const id of offerIds) this.#drop(node, id);
    this.#refuse(node, refuseMs);
    this.#look(node);
    return true;
  }

  decline(offerIds: readonly string[], refuseMs: number): void {
    for (const id of offerIds) {
      const node = this.#nodeOfOffer.get(id);
      if (node === undefined) continue;
      this.#drop(node, id);
      this.#refuse(node, refuseMs);
      this.#look(node);
    }
  }

  suppress(): void {
    this.#suppressed = true;
  }

  revive(): void {
    this.#suppressed = false;
    for (const node of this.#nodes.values()) node.refused = undefined;
    this.#look(undefined);
  }

  /** A task that was there before: it holds its share whether or not that was offered. */
  hold(taskId: string, holding: Holding): void {
    this.#keep(taskId, holding);
    this.#look(this.#nodes.get(holding.agentId));
  }

  /** A task is over. Repeating it is harmless. */
  release(taskId: string): void {
    const agentId = this.#agentOfTask.get(taskId);
    if (agentId === undefined) return;
    this.#agentOfTask.delete(taskId);
    const held = this.#holdings.get(agentId);
    held?.delete(taskId);
    if (held?.size === 0) this.#holdings.delete(agentId);
    const node = this.#nodes.get(agentId);
    if (node !== undefined) this.#look(node);
  }

  /** The cluster would not take a task for want of room: the node has less than it seems. */
  bounced(taskId: string): void {
    const agentId = this.#agentOfTask.get(taskId) ?? "";
    const holding = this.#holdings.get(agentId)?.get(taskId);
    if (holding === undefined) return;
    const node = this.#nodes.get(agentId);
    if (node !== undefined) node.lowered = add(node.lowered, holding.resources);
    this.release(taskId);
  }

  /** Ends all offers without a word: the connection is lost. */
  close(): void {
    this.#closed = true;
    this.#cancelTimer?.();
    this.#nodes.clear();
    this.#nodeOfOffer.clear();
  }

  #keep(taskId: string, holding: Holding): void {
    this.release(taskId);
    const { agentId } = holding;
    this.#agentOfTask.set(taskId, agentId);
    const held = this.#holdings.get(agentId) ?? new Map<string, Holding>();
    held.set(taskId, holding);
    this.#holdings.set(agentId, held);
  }

  #forget(id: string): void {
    const node = this.#nodes.get(id);
    if (node === undefined) return;
    this.#rescind(node);
    this.#nodes.delete(id);
  }

  #rescind(node: Node): void {
    const ids = [...node.offers.keys()];
    for (const id of ids) this.#drop(node, id);
    this.#later(() => {
      for (const offerId of ids) this.#options.emit({ type: "rescinded", offerId });
    });
  }

  #drop(node: Node, offerId: string): void {
    node.offers.delete(offerId);
    this.#nodeOfOffer.delete(offerId);
  }

  #refuse(node: Node, refuseMs: number): void {
    if (refuseMs <= 0) return;
    const { resources, ports } = this.#unoffered(node);
    node.refused = { untilMs: this.#options.nowMs() + refuseMs, resources, ports: ranges.count(ports) };
  }

  /** What nobody holds and no offer has. Negative where a node shrank below what is offered or held. */
  #unoffered({ report, offers, lowered }: Node): {
    readonly resources: ResourceVector;
    readonly ports: Ranges;
  } {
    let resources = subtract(subtract(report.info.total, report.foreign), lowered);
    let ports = report.ports;
    for (const holding of this.#holdings.get(report.info.id)?.values() ?? []) {
      resources = subtract(resources, holding.resources);
      for (const port of holding.ports) ports = ranges.remove(ports, port);
    }
    for (const offer of offers.values()) {
      resources = subtract(resources, offer.resources);
      ports = ranges.difference(ports, offer.ports);
    }
    return { resources, ports };
  }

  /** Once for all changes of one moment. @param node  `undefined`: all of them */
  #look(node: Node | undefined): void {
    if (node === undefined) this.#changed = undefined;
    else this.#changed?.add(node);
    if (this.#due) return;
    this.#due = true;
    this.#later(() => {
      this.#due = false;
      const nodes = this.#changed ?? this.#nodes.values();
      this.#changed = new Set();
      this.#offer(nodes);
    });
  }

  #offer(nodes: Iterable<Node>): void {
    const nowMs = this.#options.nowMs();
    const offers = [...nodes].flatMap((node) => this.#offerOf(node, nowMs) ?? []);
    if (offers.length > 0) this.#options.emit({ type: "offers", offers });
  }

  #offerOf(node: Node, nowMs: number): Offer | undefined {
    const { info } = node.report;
    if (this.#nodes.get(info.id) !== node) return undefined;
    let free = this.#unoffered(node);
    if (!fits(NO_RESOURCES, free.resources) || !info.active) {
      this.#rescind(node); // what is left is offered anew
      free = this.#unoffered(node);
    }
    if (this.#suppressed || !info.active) return undefined;
    const resources = largest(free.resources, NO_RESOURCES);
    const isUseless = resources.cpusMilli === 0 || resources.memMib === 0;
    if (isNothing(resources) || (isUseless && node.offers.size === 0)) return undefined;
    const { refused } = node;
    if (refused !== undefined && refused.untilMs > nowMs && !isMore(resources, free.ports, refused)) {
      this.#wakeAt(refused.untilMs, nowMs);
      return undefined;
    }
    node.refused = undefined;
    return this.#make(node, resources, free.ports);
  }

  #make(node: Node, resources: ResourceVector, ports: Ranges): Offer {
    this.#offerCount += 1;
    const { info, access } = node.report;
    const offer: Offer = {
      id: `${this.#options.prefix}-${this.#offerCount}`,
      agentId: info.id,
      hostname: info.hostname,
      access,
      attributes: info.attributes,
      lot: "",
      resources,
      ports,
      reservations: [],
    };
    node.offers.set(offer.id, offer);
    this.#nodeOfOffer.set(offer.id, node);
    return offer;
  }

  /** Looks at all nodes when the first refusal is over. */
  #wakeAt(atMs: number, nowMs: number): void {
    if (this.#timerMs > nowMs && this.#timerMs <= atMs) return;
    this.#cancelTimer?.();
    this.#timerMs = atMs;
    this.#cancelTimer = this.#options.after(atMs - nowMs, () => {
      this.#timerMs = Infinity;
      this.#look(undefined);
    });
  }

  #later(run: () => void): void {
    queueMicrotask(() => {
      if (!this.#closed) run();
    });
  }
}

function isMore(
  resources: ResourceVector,
  ports: Ranges,
  refused: { readonly resources: ResourceVector; readonly ports: number },
): boolean {
  return !fits(resources, refused.resources) || ranges.count(ports) > refused.ports;
}
