import { Client } from "undici";
import { connectionCause } from "../connections.ts";
import type { Connector } from "../connections.ts";
import type { Authorize } from "../credentials.ts";
import { readBody, readBodyStart } from "../http-body.ts";
import { inventoryOf } from "../offers/agents.ts";
import type { Inventory } from "../offers/agents.ts";
import type { After } from "../ports.ts";

export interface InventoryOptions {
  readonly baseUrl: string;
  readonly authorize: Authorize;
  readonly connect: Connector;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** Longest answer in bytes. */
  readonly bodyBytesMax: number;
  readonly after: After;
  /** Name of our framework: whose reservations are ours. */
  readonly framework: string;
  readonly onInventory: (inventory: Inventory) => void;
  readonly onFailure: (cause: string) => void;
}

export interface InventoryWatch {
  close(): Promise<void>;
}

const ERROR_BODY_MAX = 500;

/** Asks the master for its agents, at once and then `intervalMs` after each answer. */
export function watchInventory(options: InventoryOptions): InventoryWatch {
  const url = new URL(`${options.baseUrl}/slaves`);
  const client = new Client(url.origin, {
    pipelining: 1,
    connect: options.connect,
    headersTimeout: 0, // watched below, by the clock we are given
    bodyTimeout: 0,
  });
  let open = true;
  /** Of the next question, or of the answer to this one. */
  let cancelTimer = (): void => undefined;

  const ask = async (): Promise<void> => {
    const timeout = new AbortController();
    cancelTimer = options.after(options.timeoutMs, () =>
      timeout.abort(new Error(`no answer within ${options.timeoutMs / 1000} s`)),
    );
    try {
      const authorization = await options.authorize();
      const { statusCode, body } = await client.request({
        method: "GET",
        path: url.pathname,
        headers: { accept: "application/json", ...(authorization === undefined ? {} : { authorization }) },
        signal: timeout.signal,
      });
      if (statusCode !== 200) {
        const text = await readBodyStart(body, ERROR_BODY_MAX);
        throw new Error(`HTTP ${statusCode} ${text}`.trim());
      }
      const answer: unknown = JSON.parse((await readBody(body, options.bodyBytesMax)).toString("utf8"));
      if (open) options.onInventory(inventoryOf(answer, options.framework));
    } catch (error) {
      if (open) options.onFailure(`${url.href}: ${connectionCause(error)}`);
    } finally {
      cancelTimer();
    }
  };
  let asking: Promise<void>;
  const round = (): void => {
    asking = ask().then(() => {
      if (open) cancelTimer = options.after(options.intervalMs, round);
    });
  };
  round();

  return {
    async close() {
      open = false;
      cancelTimer();
      await client.destroy();
      await asking;
    },
  };
}
