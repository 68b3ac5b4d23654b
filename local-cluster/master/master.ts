import { randomUUID } from "node:crypto";
import type { Server } from "node:http";
import type { MasterInfo } from "../../proto/generated/types.ts";
import type { ZooKeeperUrl } from "../election/zookeeper-url.ts";
import type { Credentials } from "../http/credentials.ts";
import { createHttpServer, listen } from "../http/server.ts";
import { beLeader } from "./leading.ts";
import type { Leading } from "./leading.ts";
import { followElection } from "./leadership.ts";
import type { MasterElection } from "./leadership.ts";
import { openRegistry } from "./state/registry.ts";
import { VERSION } from "./state/state.ts";
import type { MasterSettings } from "./state/state.ts";

export interface MasterOptions {
  readonly ip: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly hostname: string;
  readonly workDirectory: string;
  readonly credentials: Credentials | undefined;
  readonly settings: MasterSettings;
  /** Present: one of several masters, which elect a leader. */
  readonly election: MasterElectionOptions | undefined;
  readonly log: (line: string) => void;
}

export interface MasterElectionOptions {
  readonly url: ZooKeeperUrl;
  /** So many masters must be there until one of them leads. */
  readonly quorum: number;
  readonly sessionTimeoutMs: number;
  /** The master has to end: it led and does not any more, or cannot take part. */
  readonly onLost: (why: string) => void;
}

export interface RunningMaster {
  readonly url: string;
  /** Cuts all streams; agents and tasks go on. */
  close(): Promise<void>;
}

/** Throws `ListenError`, or `Error` when the work directory cannot be used. */
export async function startMaster(options: MasterOptions): Promise<RunningMaster> {
  const registry = openRegistry(options.workDirectory);
  // The routes need the master, the master its port: so the server asks for the routes when a request comes.
  const server: Server = createHttpServer({
    route: (path) => (leading?.route ?? election?.route)?.(path),
    credentials: options.credentials,
    log: options.log,
  });
  const port = await listen(server, options.ip, options.port);
  const info = infoOf(options, port);
  const { settings, log } = options;
  let leading: Leading | undefined;
  let election: MasterElection | undefined;
  if (options.election === undefined) leading = beLeader({ info, settings, log, registry });
  else election = followElection({ info, settings, log, ...options.election });
  return {
    url: `http://${options.ip}:${port}`,
    close() {
      leading?.close();
      election?.close();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

function infoOf({ ip, hostname }: MasterOptions, port: number): MasterInfo {
  return {
    id: randomUUID(),
    ip: packedIp(ip),
    port,
    pid: `master@${ip}:${port}`,
    hostname,
    version: VERSION,
    address: { hostname, ip, port },
    capabilities: [{ type: "AGENT_UPDATE" }, { type: "AGENT_DRAINING" }, { type: "QUOTA_V2" }],
  };
}

/** As `MasterInfo.ip` has it: the four bytes in network order, read as a little-endian number. */
function packedIp(ip: string): number {
  const bytes = ip.split(".").map(Number);
  return bytes.length === 4 && bytes.every((byte) => byte >= 0 && byte <= 255)
    ? Buffer.from(bytes).readUInt32LE()
    : 0;
}
