import type { Client } from "../../client/client.ts";
import type { Args } from "./args.ts";
import type { CliIo } from "./io.ts";
import type { Terminal } from "./terminal.ts";

/** What a command gets. */
export interface Context {
  readonly io: CliIo;
  readonly args: Args;
  readonly terminal: Terminal;
  /**
   * The server that is meant, looked up when it is first needed.
   * @throws Failure  when none is known, or no token for it
   */
  readonly connect: () => Promise<Connected>;
}

export interface Connected {
  readonly client: Client;
  readonly url: string;
}

/** Runs one command; the number is the exit status. @throws Failure, ApiError, ReaderGone */
export type Run = (context: Context) => Promise<number>;
