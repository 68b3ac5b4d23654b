import type { MasterInfo } from "../../proto/generated/types.ts";
import { authorityOf, joinElection } from "../election/leader.ts";
import type { Leadership } from "../election/leader.ts";
import type { ZooKeeperSession } from "../election/zookeeper-session.ts";
import type { ZooKeeperUrl } from "../election/zookeeper-url.ts";
import { sendText } from "../http/server.ts";
import type { Exchange, Route } from "../http/server.ts";
import { MESSAGES_PATH, REGISTER_PATH } from "../protocol/messages.ts";
import { CHANNEL_MESSAGES_PATH, CHANNEL_PATH } from "../protocol/shared-messages.ts";
import { beLeader, createMaster } from "./leading.ts";
import type { Leading } from "./leading.ts";
import { emptyRegistry } from "./state/registry.ts";
import { openSharedRegistry } from "./state/shared-registry.ts";
import type { MasterSettings } from "./state/state.ts";

// One of several masters: it leads, or sends everybody to the one that does.
// Source: Mesos documentation, high availability; src/master/master.cpp, `detected`.

export interface MasterElection {
  readonly route: (path: string) => Route | undefined;
  close(): void;
}

/** What every master answers itself, whatever its role. */
const LOCAL = new Set([
  "/health",
  "/version",
  "/flags",
  "/metrics/snapshot",
  "/logging/toggle",
  "/files/browse",
  "/files/read",
  "/files/download",
  "/files/debug",
]);
/** The doors of our own agents, which have no `/master` in front. */
const INTERNAL = [REGISTER_PATH, MESSAGES_PATH, CHANNEL_PATH, CHANNEL_MESSAGES_PATH];
/** Not answered before the leader knows its registry; the old endpoints show an empty cluster meanwhile. */
const NEED_RECOVERY = new Set(["/api/v1", "/api/v1/scheduler", ...INTERNAL]);
/** Longest time a leader waits for the other masters. Source: Mesos, `--registry_fetch_timeout`. */
const RECOVERY_MS = 60_000;

type State =
  | { readonly kind: "none" }
  | { readonly kind: "following"; readonly authority: string }
  | { readonly kind: "recovering" }
  | { readonly kind: "leading"; readonly leading: Leading };

export function followElection(options: {
  readonly info: MasterInfo;
  readonly settings: MasterSettings;
  readonly url: ZooKeeperUrl;
  readonly quorum: number;
  readonly sessionTimeoutMs: number;
  readonly onLost: (why: string) => void;
  readonly log: (line: string) => void;
}): MasterElection {
  const { info, settings, log } = options;
  const idle = createMaster({ info, settings, log, registry: emptyRegistry() }, false, () => undefined);
  let state: State = { kind: "none" };
  let waiting: NodeJS.Timeout | undefined;

  const lost = (): void => options.onLost("Lost leadership after indecisive election... committing suicide!");

  function changed(leadership: Leadership | undefined): void {
    if (leadership?.own === true) {
      if (state.kind === "leading") return;
      if (state.kind !== "recovering") {
        log("elected as the leading master");
        state = { kind: "recovering" };
        waiting = setTimeout(
          () =>
            options.onLost(
              "Recovery failed: Failed to recover registrar: Failed to perform fetch within 1mins",
            ),
          RECOVERY_MS,
        );
      }
      const session = election.session();
      if (leadership.masters >= options.quorum && session !== undefined) recover(session);
      return;
    }
    if (state.kind === "leading" || state.kind === "recovering") {
      lost();
      return;
    }
    const authority = leadership && authorityOf(leadership.info);
    if (state.kind === "following" && state.authority === authority) return; // another master came or went
    state = authority === undefined ? { kind: "none" } : { kind: "following", authority };
    log(authority === undefined ? "no master leads" : `the leading master is ${authority}`);
  }

  let recovering = false;
  function recover(session: ZooKeeperSession): void {
    if (recovering) return;
    recovering = true;
    openSharedRegistry(session, options.url.path, lost).then(
      (registry) => {
        clearTimeout(waiting);
        if (state.kind !== "recovering") return;
        state = { kind: "leading", leading: beLeader({ info, settings, log, registry }) };
        log("recovered, leading");
      },
      (error: unknown) =>
        options.onLost(`Recovery failed: ${error instanceof Error ? error.message : String(error)}`),
    );
  }

  const election = joinElection({
    url: options.url,
    sessionTimeoutMs: options.sessionTimeoutMs,
    candidate: info,
    onLeader: changed,
    onRefused: options.onLost,
    log,
  });

  return {
    route(path) {
      if (state.kind === "leading") return state.leading.route(path);
      const own = path.startsWith("/master/") ? path.slice("/master".length) : path;
      const known = idle.route(path);
      if (known === undefined || LOCAL.has(own)) return known;
      if (state.kind === "recovering")
        return NEED_RECOVERY.has(own) ? answering(known, 503, "Master has not finished recovery") : known;
      if (state.kind === "none") return answering(known, 503, "No leader elected");
      return redirecting(known, own, state.authority);
    },
    close() {
      clearTimeout(waiting);
      election.close();
      if (state.kind === "leading") state.leading.close();
      state = { kind: "none" };
    },
  };
}

function answering({ realm }: Route, status: number, text: string): Route {
  return {
    realm,
    handle({ request, response }) {
      request.resume();
      sendText(response, status, text);
    },
  };
}

/** The path in front of which the process is named; `/redirect` names the leader alone. */
function redirecting({ realm }: Route, own: string, authority: string): Route {
  return {
    realm,
    handle({ request, response }: Exchange) {
      request.resume();
      const query = /\?.*$/.exec(request.url ?? "")?.[0] ?? "";
      const rest = own === "/redirect" ? "" : `${INTERNAL.includes(own) ? "" : "/master"}${own}${query}`;
      response.writeHead(307, { Location: `//${authority}${rest}`, "Content-Length": 0 });
      response.end();
    },
  };
}
