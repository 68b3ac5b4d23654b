import { createHash } from "node:crypto";
import { Client } from "undici";
import { connectionCause } from "../connection/connections.ts";
import type { Connector } from "../connection/connections.ts";
import type { Authorize } from "../connection/credentials.ts";
import { limited, readBodyStart } from "../connection/http-body.ts";
import { inventoryReader } from "../offers/agents.ts";
import type { Inventory } from "../offers/agents.ts";
import type { After } from "../connection/ports.ts";

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
  /** Called with each answer; of one that says what the last one said, with the same object again. */
  readonly onInventory: (inventory: Inventory) => void;
  readonly onFailure: (cause: string) => void;
}

export interface InventoryWatch {
  close(): Promise<void>;
}

const ERROR_BODY_MAX = 500;
/** Of long answers so much is read on average: those of ten thousand agents must not keep two processes busy. */
const BYTES_PER_SECOND = 512 * 1024;

/** Asks the master for its agents, at once and then `intervalMs` after each answer, later after a long one. */
export function watchInventory(options: InventoryOptions): InventoryWatch {
  const url = new URL(`${options.baseUrl}/slaves`);
  const client = new Client(url.origin, {
    pipelining: 1,
    connect: options.connect,
    headersTimeout: 0, // watched below, by the clock we are given
    bodyTimeout: 0,
  });
  let open = true;
  let last: { readonly digest: string; readonly inventory: Inventory } | undefined;
  /** Of the next question, or of the answer to this one. */
  let cancelTimer = (): void => undefined;

  /** @returns the bytes of the answer */
  const ask = async (): Promise<number> => {
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
      const chunks: Uint8Array[] = [];
      const hash = createHash("sha256");
      let bytes = 0;
      for await (const chunk of limited(body, options.bodyBytesMax)) {
        bytes += chunk.length;
        hash.update(chunk);
        chunks.push(chunk);
      }
      const digest = hash.digest("base64");
      // Where nothing happens all answers are the same, and reading one of ten thousand agents takes long.
      if (last?.digest !== digest) {
        const reader = inventoryReader(options.framework);
        for (const chunk of chunks) reader.push(chunk);
        last = { digest, inventory: reader.end() };
      }
      if (open) options.onInventory(last.inventory);
      return bytes;
    } catch (error) {
      if (open) options.onFailure(`${url.href}: ${connectionCause(error)}`);
      return 0;
    } finally {
      cancelTimer();
    }
  };
  let asking: Promise<void>;
  const round = (): void => {
    asking = ask().then((bytes) => {
      const pauseMs = Math.max(options.intervalMs, (1000 * bytes) / BYTES_PER_SECOND);
      if (open) cancelTimer = options.after(pauseMs, round);
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
