import { lookup } from "node:dns/promises";
import { stat } from "node:fs/promises";
import { isIP } from "node:net";
import { requestJson } from "../../client/http.ts";
import type { Node } from "../../client/documents/cluster.ts";
import { ApiError } from "../../client/http.ts";
import { clientVersion } from "../frame/client-version.ts";
import { findServer, findToken } from "../connection/connection.ts";
import type { FoundServer } from "../connection/connection.ts";
import { contextPath } from "../connection/context-file.ts";
import type { Context } from "../frame/context.ts";
import { Failure } from "../text/failure.ts";

export interface Finding {
  readonly check: string;
  readonly status: "OK" | "WARN" | "FAIL";
  /** What was seen. */
  readonly what: string;
  /** What to do about it; absent where nothing is to be done. */
  readonly fix?: string;
}

export type Tell = (finding: Finding) => Promise<void>;

/** A server that answered, and a token for it. */
interface Reached {
  readonly url: string;
  readonly token: string;
}

const NODE_MAJOR_MIN = 24;
const ANSWER_MS = 10_000;
/** Beyond this, what people read as times is misleading; beyond the other, tokens with an end may not count. */
const CLOCK_WARN_MS = 5000;
const CLOCK_FAIL_MS = 60_000;

/** Everything up to the server's first answer. `undefined`: without that answer there is nothing more to look at. */
export async function localFindings(context: Context, tell: Tell): Promise<Reached | undefined> {
  const { io, args, terminal } = context;
  const major = Number(process.versions.node.split(".")[0]);
  await tell(
    major >= NODE_MAJOR_MIN
      ? ok("program", `godocker ${await clientVersion()} on Node ${process.version}`)
      : fail("program", `Node ${process.version} is too old`, `install Node ${NODE_MAJOR_MIN} or later`),
  );
  await privateFile("contexts", contextPath(io.env), tell);
  let server: FoundServer;
  try {
    server = await findServer(io, args);
  } catch (error) {
    await tell(ofError("server", error, "start one with `godocker up`, or name one with --server URL"));
    return undefined;
  }
  const { url, by } = server;
  await tell(ok("server", `${url.origin}, from ${by}`));
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) === 0) {
    try {
      const { address } = await lookup(host);
      await tell(ok("name", `${host} is ${address}`));
    } catch (error) {
      await tell(ofError("name", error, `see that ${host} is spelled right and that DNS works here`));
      return undefined;
    }
  }
  if (!(await connection(url, io.nowMs, tell))) return undefined;
  let token: string;
  try {
    token = await findToken(io, args, { ...terminal, warn: async () => undefined }, server);
  } catch (error) {
    await tell(ofError("token", error, "name the file with your token with --token-file FILE"));
    return undefined;
  }
  if (server.tokenFile !== undefined) await privateFile("token file", server.tokenFile, tell);
  return { url: url.href.replace(/\/+$/, ""), token };
}

/** Whether it answers, in time, under a certificate that counts, and with a clock like ours. */
async function connection(url: URL, nowMs: () => number, tell: Tell): Promise<boolean> {
  const began = nowMs();
  let response: Response;
  try {
    response = await fetch(new URL("/livez", url), {
      signal: AbortSignal.timeout(ANSWER_MS),
      redirect: "error",
    });
    await response.arrayBuffer();
  } catch (error) {
    await tell(connectionFault(url, error));
    return false;
  }
  const took = nowMs() - began;
  if (!response.ok) {
    const fix = "see whether this is the address of a GoDocker server";
    await tell(fail("connection", `${url.origin}/livez answers ${response.status}`, fix));
    return false;
  }
  const secure = url.protocol === "https:" ? ", with TLS" : "";
  await tell(ok("connection", `answers after ${took} ms${secure}`));
  const there = Date.parse(response.headers.get("date") ?? "");
  if (Number.isFinite(there)) {
    // The header has whole seconds, and was written somewhere between question and answer.
    const offMs = Math.max(0, Math.abs(there + 500 - (began + took / 2)) - 500 - took / 2);
    const seconds = Math.round(offMs / 1000);
    const fix = "set both clocks by NTP";
    await tell(
      offMs > CLOCK_FAIL_MS
        ? fail("clock", `this machine and the server differ by ${seconds} s`, fix)
        : offMs > CLOCK_WARN_MS
          ? warn("clock", `this machine and the server differ by ${seconds} s`, fix)
          : ok("clock", "the same as the server's"),
    );
  }
  return true;
}

function connectionFault(url: URL, error: unknown): Finding {
  let lowest = error instanceof Error ? error : new Error(String(error));
  for (let depth = 0; depth < 5 && lowest.cause instanceof Error; depth += 1) lowest = lowest.cause;
  if (lowest instanceof AggregateError && lowest.errors[0] instanceof Error) lowest = lowest.errors[0];
  const code = "code" in lowest ? String(lowest.code) : "";
  if (code === "ECONNREFUSED") {
    const fix = "start it with `godocker up`, or name another one with --server URL";
    return fail("connection", `nothing listens at ${url.origin}`, fix);
  }
  if (/CERT|SELF_SIGNED|ALTNAME|TLS|SSL|UNABLE_TO/.test(code)) {
    const fix = "put the authority's certificate into a file and name it in NODE_EXTRA_CA_CERTS";
    return fail("connection", `the certificate of ${url.origin} does not count: ${lowest.message}`, fix);
  }
  if (lowest.name === "TimeoutError") {
    const fix = "see whether a firewall is between, and whether the server is overloaded";
    return fail("connection", `${url.origin} does not answer within ${ANSWER_MS / 1000} s`, fix);
  }
  return fail(
    "connection",
    `${url.origin}: ${lowest.message}`,
    "see whether the address and the network are right",
  );
}

/** What the server tells about itself. */
export async function serverFindings({ url, token }: Reached, tell: Tell): Promise<void> {
  const ask = <T>(path: string) =>
    requestJson<T>(
      { baseUrl: url, token, fetch: (address, init) => fetch(address, init), source: "cli" },
      { path, signal: AbortSignal.timeout(ANSWER_MS) },
    );
  try {
    const { user, roles } = await ask<{ user: string; roles: readonly string[] }>("/api/v2/whoami");
    await tell(ok("token", `you are ${user} (${roles.join(", ")})`));
  } catch (error) {
    await tell(ofError("token", error, "give a valid token with --token-file or GODOCKER_TOKEN_FILE"));
    return;
  }
  await attempt("version", tell, async () => {
    const { info } = await ask<{ info: { version: string } }>("/api/v2/openapi.json");
    const own = await clientVersion();
    if (info.version === own) return ok("version", `the server is ${own}, too`);
    const isOther = info.version.split(".")[0] !== own.split(".")[0];
    const what = `the server is ${info.version}, this program ${own}`;
    return isOther
      ? fail("version", what, "use the program that came with the server")
      : warn("version", what, "update the older of the two");
  });
  await attempt("health", tell, async () => {
    const { status, checks = [] } = await ask<HealthDocument>("/api/v2/health");
    for (const { name, ok: works, soft, detail } of checks) {
      const what = `${name}: ${detail ?? (works ? "works" : "does not work")}`;
      if (works) await tell(ok("server", what));
      else if (soft) await tell(warn("server", what, fixOf(name)));
      else await tell(fail("server", what, fixOf(name)));
    }
    return status === "failed"
      ? fail("health", "the server cannot serve requests", "see the failed checks above, and its log")
      : ok("health", status === "ok" ? "the server serves" : "the server serves, but not everything");
  });
  await attempt("nodes", tell, async () => {
    const { items } = await ask<{ items: readonly Node[] }>("/api/v2/nodes");
    const active = items.filter((node) => node.active);
    const cpus = active.reduce((sum, node) => sum + node.total.cpus, 0);
    const away = items.length - active.length;
    if (active.length === 0) {
      return warn(
        "nodes",
        "no machine is in service: jobs wait",
        "see whether agents run and are registered",
      );
    }
    const shared = items.find(({ sharedWith }) => sharedWith !== undefined);
    if (shared !== undefined)
      await tell(
        warn(
          "nodes",
          `${shared.hostname} is in the clusters ${shared.sharedWith} and ${shared.executor}: only the first uses it`,
          `keep ${shared.executor} off machines of ${shared.sharedWith}, or allow it (executors.sharedMachines)`,
        ),
      );
    const what = `${active.length} in service with ${Math.round(cpus * 10) / 10} CPUs`;
    return away === 0
      ? ok("nodes", what)
      : warn("nodes", `${what}, ${away} not in service`, "`godocker nodes` shows which");
  });
}

interface HealthDocument {
  readonly status: string;
  readonly checks?: readonly {
    readonly name: string;
    readonly ok: boolean;
    readonly soft?: boolean;
    readonly detail?: string;
  }[];
}

function fixOf(name: string): string {
  if (name === "leader") return "start a scheduler with `godocker scheduler`, or look into its log";
  if (name === "cluster") return "see whether the masters run, and what the scheduler's log says of them";
  if (name === "scheduler")
    return "the scheduler's log says more; a later version may take in what this one cannot";
  if (name === "store") return "see whether the disk of the store is full or away";
  if (name === "draining") return "the server is ending; start it again";
  return "the server's log says more";
}

async function attempt(check: string, tell: Tell, look: () => Promise<Finding>): Promise<void> {
  try {
    await tell(await look());
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) {
      await tell(ok(check, "not looked at: your token may not ask"));
    } else if (error instanceof ApiError && error.code === "no_leader") {
      await tell(fail(check, "no scheduler is at work", fixOf("leader")));
    } else await tell(ofError(check, error, "the server's log says more"));
  }
}

/** What others could read or change would be theirs. A file that is not there is no fault. */
async function privateFile(check: string, path: string, tell: Tell): Promise<void> {
  if (process.platform === "win32") return;
  try {
    const { mode } = await stat(path);
    await tell(
      (mode & 0o077) === 0
        ? ok(check, `${path} is yours alone`)
        : warn(check, `others can read ${path}`, `chmod 600 ${path}`),
    );
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"))
      return;
    await tell(ofError(check, error, `see who owns ${path}`));
  }
}

function ofError(check: string, error: unknown, fix: string): Finding {
  if (error instanceof Failure) {
    const { what, why, fix: own } = error.parts;
    return fail(check, why === undefined ? what : `${what}: ${why}`, own ?? fix);
  }
  if (error instanceof ApiError || error instanceof Error) return fail(check, error.message, fix);
  return fail(check, String(error), fix);
}

function ok(check: string, what: string): Finding {
  return { check, status: "OK", what };
}

function warn(check: string, what: string, fix: string): Finding {
  return { check, status: "WARN", what, fix };
}

function fail(check: string, what: string, fix: string): Finding {
  return { check, status: "FAIL", what, fix };
}
