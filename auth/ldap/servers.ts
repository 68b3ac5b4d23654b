import { ResultCodeError, type Client } from "ldapts";
import { DirectoryUnavailableError } from "../directory.ts";
import { openConnection, type LdapConnection } from "./connection.ts";
import type { LdapSettings } from "./settings.ts";

/** The servers of a site, as one that answers as long as any of them does. */
export interface LdapServers {
  /**
   * Asks on a connection of the service account.
   * @throws DirectoryUnavailableError  no server answers
   */
  ask<T>(question: (client: Client) => Promise<T>): Promise<T>;
  /** The same on a connection of its own, which is closed afterwards: for signing in. */
  askAlone<T>(question: (connection: LdapConnection) => Promise<T>): Promise<T>;
}

export interface LdapServersOptions {
  readonly settings: LdapSettings;
  readonly nowMs: () => number;
  readonly log: (message: string, fields: Readonly<Record<string, unknown>>) => void;
}

/** A server that failed is not asked for so long while another one answers. */
const REST_MS = 30_000;
/** When all have failed they are tried again after so long; until then everybody is told at once. */
const ALL_REST_MS = 2000;
/** Connections that were idle for longer are not used again: something between may have forgotten them. */
const IDLE_MS = 60_000;

interface Server {
  readonly url: string;
  failedAtMs?: number;
  /** One question finds out whether it is back; nobody else waits for that. */
  isProbed?: true;
  readonly idle: { readonly connection: LdapConnection; readonly sinceMs: number }[];
}

export function ldapServers(options: LdapServersOptions): LdapServers {
  return new Servers(options);
}

class Servers implements LdapServers {
  readonly #settings: LdapSettings;
  readonly #nowMs: () => number;
  readonly #log: LdapServersOptions["log"];
  readonly #servers: readonly Server[];

  constructor({ settings, nowMs, log }: LdapServersOptions) {
    this.#settings = settings;
    this.#nowMs = nowMs;
    this.#log = log;
    this.#servers = settings.urls.map((url) => ({ url, idle: [] }));
  }

  ask<T>(question: (client: Client) => Promise<T>): Promise<T> {
    return this.#onEach(async (server) => {
      const idle = this.#takeIdle(server);
      if (idle !== undefined) {
        try {
          return await this.#use(server, idle, question);
        } catch {
          // The server may have closed it meanwhile; a new one says whether it is more than that.
        }
      }
      return this.#use(server, await openBound(server.url, this.#settings), question);
    });
  }

  askAlone<T>(question: (connection: LdapConnection) => Promise<T>): Promise<T> {
    return this.#onEach(async ({ url }) => {
      const connection = await openConnection(url, this.#settings);
      try {
        return await question(connection);
      } finally {
        await connection.close();
      }
    });
  }

  async #onEach<T>(act: (server: Server) => Promise<T>): Promise<T> {
    let cause: unknown;
    for (const server of inOrder(this.#servers, this.#nowMs())) {
      const isProbe = server.failedAtMs !== undefined;
      if (isProbe && server.isProbed === true) continue;
      if (isProbe) server.isProbed = true;
      try {
        const result = await act(server);
        this.#answered(server);
        return result;
      } catch (error) {
        if (error instanceof DirectoryUnavailableError) throw error;
        // A question that no server likes must not put all of them to rest for everybody.
        if (isAboutQuestion(error))
          throw new DirectoryUnavailableError(`LDAP refuses it: ${error.message}`, { cause: error });
        this.#failed(server, error);
        cause = error;
      } finally {
        if (isProbe) delete server.isProbed;
      }
    }
    if (cause === undefined) throw new DirectoryUnavailableError("no LDAP server answered a moment ago");
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new DirectoryUnavailableError(`no LDAP server answers: ${why}`, { cause });
  }

  #failed(server: Server, error: unknown): void {
    if (server.failedAtMs === undefined)
      this.#log("an LDAP server does not answer as it should", { server: server.url, err: error });
    server.failedAtMs = this.#nowMs();
    for (const { connection } of server.idle.splice(0)) void connection.close();
  }

  #answered(server: Server): void {
    if (server.failedAtMs !== undefined) this.#log("an LDAP server answers again", { server: server.url });
    delete server.failedAtMs;
  }

  #takeIdle({ idle }: Server): LdapConnection | undefined {
    for (let last = idle.pop(); last !== undefined; last = idle.pop()) {
      if (last.connection.isOpen() && this.#nowMs() - last.sinceMs < IDLE_MS) return last.connection;
      void last.connection.close();
    }
    return undefined;
  }

  async #use<T>(
    server: Server,
    connection: LdapConnection,
    question: (client: Client) => Promise<T>,
  ): Promise<T> {
    try {
      const result = await question(connection.client);
      if (server.idle.length < this.#settings.pool && connection.isOpen())
        server.idle.push({ connection, sinceMs: this.#nowMs() });
      else await connection.close();
      return result;
    } catch (error) {
      await connection.close();
      throw error;
    }
  }
}

/** Those to ask, the best first. @throws DirectoryUnavailableError */
function inOrder(servers: readonly Server[], nowMs: number): readonly Server[] {
  const rested = (server: Server, ms: number) =>
    server.failedAtMs === undefined || nowMs - server.failedAtMs >= ms;
  const good = servers.filter((server) => rested(server, REST_MS));
  const others = servers.filter((server) => !good.includes(server) && rested(server, ALL_REST_MS));
  if (good.length + others.length === 0)
    throw new DirectoryUnavailableError("no LDAP server answered a moment ago");
  return [...good, ...others];
}

async function openBound(url: string, settings: LdapSettings): Promise<LdapConnection> {
  const connection = await openConnection(url, settings);
  const { service } = settings;
  if (service === undefined) return connection;
  try {
    await connection.client.bind(service.dn, service.password());
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** Codes that tell of the server: operations error, time and administrative limits, no TLS, no login, busy, away, other. */
const OF_THE_SERVER: ReadonlySet<number> = new Set([1, 3, 8, 11, 13, 48, 49, 50, 51, 52, 53, 80]);

function isAboutQuestion(error: unknown): error is Error {
  return error instanceof ResultCodeError && !OF_THE_SERVER.has(error.code);
}
