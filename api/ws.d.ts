// The part of the package's interface that is used here, through @fastify/websocket; the package has no types of its own.
declare module "ws" {
  import type { EventEmitter } from "node:events";

  export interface ServerOptions {
    /** Longest message in bytes; a longer one ends the connection with 1009. */
    readonly maxPayload?: number;
    readonly perMessageDeflate?: boolean;
  }

  export class Server extends EventEmitter {}

  export class WebSocket extends EventEmitter {
    /** Does nothing after `close`, but to call back with an error. */
    send(data: string | Uint8Array, done?: (error?: Error) => void): void;
    ping(): void;
    /** @param reason  at most 123 bytes */
    close(code?: number, reason?: string): void;
    terminate(): void;
    on(event: "message", listener: (data: Buffer, isBinary: boolean) => void): this;
    on(event: "pong" | "close", listener: () => void): this;
    on(event: "error", listener: (error: Error) => void): this;
  }
}
