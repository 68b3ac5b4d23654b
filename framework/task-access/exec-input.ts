import { encodeJson } from "../../proto/codec.ts";
import type { AgentProcessIO, ContainerID } from "../../proto/generated/types.ts";
import { encodeRecord } from "../../proto/recordio.ts";
import type { ExecSession, WindowSize } from "../../offers/task-access.ts";
import { TaskAccessError } from "../../offers/task-access.ts";
import type { After } from "../connection/ports.ts";

export interface ExecInputOptions {
  readonly containerId: ContainerID;
  /** Size of its terminal at the beginning; absent without one. */
  readonly tty: WindowSize | undefined;
  /** Makes the call with this body. Resolves with its answer, which comes when the input or the command ends. */
  readonly attach: (records: AsyncIterable<Uint8Array>) => Promise<{ status: number; text: string }>;
  readonly after: After;
}

export interface ExecInput extends Pick<ExecSession, "write" | "end" | "resize"> {
  /** The command has ended: nothing is sent any more. */
  stop(): void;
}

/** Agents end an input that is silent for longer than it announces; proxies cut what is silent for a minute. */
const HEARTBEAT_MS = 15_000;
const PIECE_BYTES = 32 * 1024;
/** Sent again when the agent did not know the container yet; longer input than that shows that it does. */
const REPLAY_BYTES_MAX = 256 * 1024;
/** The container is being created: after 0.1, 0.2, 0.4 … 3.2 s. */
const ATTACH_TRIES = 7;
const FIRST_PAUSE_MS = 100;
/** An input that was held open for so long has arrived: nothing of it may be sent twice. */
const ARRIVED_MS = 2000;
/** Ctrl-D. */
const END_OF_FILE = 0x04;
const LINE_ENDS: ReadonlySet<number> = new Set([0x0a, 0x0d, END_OF_FILE]);

interface Item {
  readonly record: Uint8Array;
  /** The connection took it, and has room for the next. */
  readonly sent: () => void;
  readonly failed: (error: Error) => void;
}

/** The input of a session: ATTACH_CONTAINER_INPUT, with a heartbeat. */
export function openExecInput({ containerId, tty, attach, after }: ExecInputOptions): ExecInput {
  return new Input({ containerId, tty, attach, after });
}

class Input implements ExecInput {
  readonly #containerId: ContainerID;
  readonly #tty: WindowSize | undefined;
  readonly #attach: (records: AsyncIterable<Uint8Array>) => Promise<{ status: number; text: string }>;
  readonly #after: After;
  /** What is not sent yet and, as long as it may have to be sent again, what is. */
  readonly #items: Item[] = [];
  #keptBytes = 0;
  #failure: TaskAccessError | undefined;
  #over = false;
  #lastByte = 0x0a;
  #attempt = 0;
  #wake = (): void => undefined;
  #cancelHeartbeat: () => void;

  constructor({ containerId, tty, attach, after }: ExecInputOptions) {
    this.#containerId = containerId;
    this.#tty = tty;
    this.#attach = attach;
    this.#after = after;
    this.#cancelHeartbeat = this.#after(HEARTBEAT_MS, () => this.#beat());
    // Mesos makes every terminal with the size 0 × 0, whatever it is launched with.
    if (this.#tty !== undefined) this.resize(this.#tty);
    void this.#run();
  }

  stop(): void {
    this.#over = true;
    this.#cancelHeartbeat();
    for (const { sent } of this.#items.splice(0)) sent();
    this.#wake();
  }

  resize(window_size: WindowSize): void {
    if (this.#tty === undefined) return;
    this.#control({ type: "CONTROL", control: { type: "TTY_INFO", tty_info: { window_size } } });
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      const data = bytes.subarray(at, at + PIECE_BYTES);
      this.#lastByte = data.at(-1) ?? this.#lastByte;
      await this.#push({ type: "DATA", data: { type: "STDIN", data } });
    }
  }

  end(): Promise<void> {
    // A terminal hands over what is before the key; only on an empty line it stands for the end.
    const keys = LINE_ENDS.has(this.#lastByte) ? [END_OF_FILE] : [END_OF_FILE, END_OF_FILE];
    const data = this.#tty === undefined ? new Uint8Array() : Uint8Array.from(keys);
    return this.#push({ type: "DATA", data: { type: "STDIN", data } });
  }

  #push(io: AgentProcessIO): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (this.#over) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#items.push({
        record: recordOf({ type: "PROCESS_IO", process_io: io }),
        sent: resolve,
        failed: reject,
      });
      this.#wake();
    });
  }

  #control(io: AgentProcessIO): void {
    this.#push(io).catch(() => undefined); // told to whoever writes
  }

  #fail(error: TaskAccessError): void {
    this.#failure = error;
    this.#cancelHeartbeat();
    for (const { failed } of this.#items.splice(0)) failed(error);
    this.#wake();
  }

  async *#records(mine: number): AsyncGenerator<Uint8Array> {
    yield recordOf({ type: "CONTAINER_ID", container_id: this.#containerId });
    for (let at = 0; mine === this.#attempt && !this.#over && this.#failure === undefined;) {
      const item = this.#items[at];
      if (item === undefined) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        continue;
      }
      yield item.record;
      // Asked for the next one: there is room again.
      item.sent();
      at += 1;
      if (mine !== this.#attempt) return;
      this.#keptBytes += item.record.length;
      if (this.#keptBytes > REPLAY_BYTES_MAX) {
        this.#items.splice(0, at);
        at = 0;
      }
    }
  }

  async #run(): Promise<void> {
    for (this.#attempt = 1; ; this.#attempt += 1) {
      let answer: Awaited<ReturnType<ExecInputOptions["attach"]>>;
      let arrived = false;
      const cancel = this.#after(ARRIVED_MS, () => {
        arrived = true;
      });
      try {
        answer = await this.#attach(this.#records(this.#attempt));
      } catch (error) {
        if (this.#over) return undefined;
        return this.#fail(error instanceof TaskAccessError ? error : new TaskAccessError(String(error)));
      } finally {
        cancel();
      }
      const { status, text } = answer;
      // With a terminal, Mesos answers the end of a command with an error.
      if (this.#over || status === 200 || (status === 500 && text === "Disconnected")) return this.stop();
      const notYet = !arrived && (status === 404 || status === 500 || status === 503);
      if (!notYet || this.#keptBytes > REPLAY_BYTES_MAX || this.#attempt >= ATTACH_TRIES) {
        return this.#fail(new TaskAccessError(`the agent takes no input: HTTP ${status} ${text}`.trim()));
      }
      this.#keptBytes = 0;
      await new Promise<void>((resolve) => this.#after(FIRST_PAUSE_MS * 2 ** (this.#attempt - 1), resolve));
      if (this.#over) return undefined;
    }
  }

  #beat(): void {
    const interval = { nanoseconds: HEARTBEAT_MS * 1_000_000 };
    this.#control({ type: "CONTROL", control: { type: "HEARTBEAT", heartbeat: { interval } } });
    this.#cancelHeartbeat = this.#after(HEARTBEAT_MS, () => this.#beat());
  }
}

function recordOf(attach_container_input: {
  readonly type: "CONTAINER_ID" | "PROCESS_IO";
  readonly container_id?: ContainerID;
  readonly process_io?: AgentProcessIO;
}): Uint8Array {
  return encodeRecord(
    encodeJson("mesos.v1.agent.Call", { type: "ATTACH_CONTAINER_INPUT", attach_container_input }),
  );
}
