import type { MasterInfo } from "../../proto/generated/types.ts";
import type { Route } from "../http/server.ts";
import { settleDrain } from "./agents/agent-modes.ts";
import { awaitRecoveredAgents } from "./agents/agent-removal.ts";
import { offerFreeResources } from "./offers/offers.ts";
import { createOperatorStreams } from "./operator/operator-streams.ts";
import { recoverState } from "./state/recovery.ts";
import type { Registry } from "./state/registry.ts";
import { masterRoutes } from "./routes.ts";
import type { Master, MasterSettings } from "./state/state.ts";

export interface LeadingOptions {
  readonly info: MasterInfo;
  readonly settings: MasterSettings;
  readonly registry: Registry;
  readonly log: (line: string) => void;
}

/** A master that leads: it makes offers and waits for the agents of its registry. */
export interface Leading {
  readonly route: (path: string) => Route | undefined;
  close(): void;
}

export function beLeader(options: LeadingOptions): Leading {
  let allocationSoon: NodeJS.Immediate | undefined;
  const { master, route } = createMaster(options, true, () => {
    allocationSoon ??= setImmediate(() => {
      allocationSoon = undefined;
      offerFreeResources(master);
    });
  });
  awaitRecoveredAgents(master);
  // What tasks and refusals free is offered with the next interval. Filters end by time: so every interval looks.
  const allocation = setInterval(() => {
    for (const agent of master.agents.values()) settleDrain(master, agent);
    offerFreeResources(master);
  }, options.settings.allocationIntervalMs);
  return {
    route,
    close() {
      clearInterval(allocation);
      clearImmediate(allocationSoon);
      letGo(master);
    },
  };
}

/** A master with its routes. One that does not lead serves what every master answers itself. */
export function createMaster(
  { info, settings, registry, log }: LeadingOptions,
  elected: boolean,
  requestAllocation: () => void,
): { readonly master: Master; readonly route: (path: string) => Route | undefined } {
  const streams = createOperatorStreams(() => master);
  const master: Master = {
    info,
    settings,
    elected,
    startedAtMs: Date.now(),
    electedAtMs: Date.now(),
    logging: { level: 0, reset: undefined },
    frameworks: new Map(),
    agents: new Map(),
    recovered: new Map(),
    ...recoverState(registry.before),
    offers: new Map(),
    inverseOffers: new Map(),
    operations: new Map(),
    registry,
    counters: { frameworkIds: 0, agentIds: 0, offerIds: 0, ended: {}, values: {} },
    log,
    requestAllocation,
    publish: (event) => streams.publish(event),
  };
  return { master, route: masterRoutes(master, streams) };
}

function letGo(master: Master): void {
  clearTimeout(master.logging.reset);
  for (const { timer } of master.recovered.values()) clearTimeout(timer);
  for (const framework of master.frameworks.values()) clearTimeout(framework.failover);
  for (const offer of master.offers.values()) clearTimeout(offer.timeout);
  for (const offer of master.inverseOffers.values()) clearTimeout(offer.timeout);
  for (const agent of master.agents.values()) {
    clearTimeout(agent.absence);
    clearInterval(agent.connection?.pings);
    agent.connection = undefined; // so that the cut streams are not taken for lost agents
  }
  for (const framework of master.frameworks.values()) framework.stream = undefined; // nor for lost schedulers
}
