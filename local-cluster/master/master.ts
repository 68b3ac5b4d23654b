import { randomUUID } from "node:crypto";
import type { Server } from "node:http";
import type { Credentials } from "../http/credentials.ts";
import { createHttpServer, listen } from "../http/server.ts";
import { awaitRecoveredAgents } from "./agents.ts";
import { offerFreeResources } from "./offers.ts";
import { createOperatorStreams } from "./operator-streams.ts";
import { openRegistry } from "./registry.ts";
import { masterRoutes } from "./routes.ts";
import { VERSION } from "./state.ts";
import type { Master, MasterSettings } from "./state.ts";

export interface MasterOptions {
  readonly ip: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly hostname: string;
  readonly workDirectory: string;
  readonly credentials: Credentials | undefined;
  readonly settings: MasterSettings;
  readonly log: (line: string) => void;
}

export interface RunningMaster {
  readonly url: string;
  /** Cuts all streams; agents and tasks go on. */
  close(): Promise<void>;
}

/** Throws `ListenError`, or `Error` when the work directory cannot be used. */
export async function startMaster(options: MasterOptions): Promise<RunningMaster> {
  const registry = openRegistry(options.workDirectory);
  let allocationSoon: NodeJS.Immediate | undefined;
  const streams = createOperatorStreams(() => master);
  // The routes need the master, the master its port: so the server asks for the routes when a request comes.
  const server: Server = createHttpServer({
    route: (path) => route(path),
    credentials: options.credentials,
    log: options.log,
  });
  const port = await listen(server, options.ip, options.port);
  const completed = registry.before.completedFrameworks.map(
    (id) => [id, { id, framework: undefined }] as const,
  );
  const since = (times: Readonly<Record<string, number>>): Map<string, { sinceMs: number }> =>
    new Map(Object.entries(times).map(([id, sinceMs]) => [id, { sinceMs }]));
  const master: Master = {
    info: {
      id: randomUUID(),
      ip: packedIp(options.ip),
      port,
      pid: `master@${options.ip}:${port}`,
      hostname: options.hostname,
      version: VERSION,
      address: { hostname: options.hostname, ip: options.ip, port },
      capabilities: [{ type: "AGENT_UPDATE" }, { type: "AGENT_DRAINING" }, { type: "QUOTA_V2" }],
    },
    settings: options.settings,
    startedAtMs: Date.now(),
    frameworks: new Map(),
    completed: new Map(completed),
    agents: new Map(),
    recovered: new Map(),
    unreachable: since(registry.before.unreachable),
    gone: since(registry.before.gone),
    offers: new Map(),
    registry,
    counters: { frameworkIds: 0, agentIds: 0, offerIds: 0, ended: {}, values: {} },
    log: options.log,
    requestAllocation: () => {
      allocationSoon ??= setImmediate(() => {
        allocationSoon = undefined;
        offerFreeResources(master);
      });
    },
    publish: (event) => streams.publish(event),
  };
  const route = masterRoutes(master, streams);
  awaitRecoveredAgents(master);
  // What tasks and refusals free is offered with the next interval. Filters end by time: so every interval looks.
  const allocation = setInterval(() => offerFreeResources(master), options.settings.allocationIntervalMs);
  return {
    url: `http://${options.ip}:${port}`,
    close() {
      clearInterval(allocation);
      clearImmediate(allocationSoon);
      for (const { timer } of master.recovered.values()) clearTimeout(timer);
      for (const framework of master.frameworks.values()) clearTimeout(framework.failover);
      for (const offer of master.offers.values()) clearTimeout(offer.timeout);
      for (const agent of master.agents.values()) {
        clearTimeout(agent.absence);
        clearInterval(agent.connection?.pings);
        agent.connection = undefined; // so that the cut streams are not taken for lost agents
      }
      for (const framework of master.frameworks.values()) framework.stream = undefined; // nor for lost schedulers
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/** As `MasterInfo.ip` has it: the four bytes in network order, read as a little-endian number. */
function packedIp(ip: string): number {
  const bytes = ip.split(".").map(Number);
  return bytes.length === 4 && bytes.every((byte) => byte >= 0 && byte <= 255)
    ? Buffer.from(bytes).readUInt32LE()
    : 0;
}
