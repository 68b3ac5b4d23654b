import { connect, type Socket } from "node:net";

export interface HeardEvent {
  readonly job: number;
  readonly type: string;
  readonly atMs: number;
}

export interface EventReaders extends AsyncDisposable {
  /** How many streams are open. */
  readonly open: number;
  /** All that they heard so far. */
  heard(): readonly HeardEvent[];
}

/** Follows the events of users over plain sockets, several streams each; says when what was heard. */
export async function startEventReaders(options: {
  readonly url: string;
  /** Of an administrator. */
  readonly token: string;
  readonly users: readonly string[];
  readonly streamsPerUser: number;
}): Promise<EventReaders> {
  const { hostname, port, host } = new URL(options.url);
  const heard: HeardEvent[] = [];
  const sockets: Socket[] = [];
  const opened: Promise<void>[] = [];
  for (const user of options.users) {
    for (let n = 0; n < options.streamsPerUser; n += 1) {
      const socket = connect({ host: hostname, port: Number(port) });
      sockets.push(socket);
      socket.setEncoding("latin1");
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      opened.push(promise);
      let rest = "";
      let isOpen = false;
      socket.on("error", reject);
      socket.on("data", (chunk: string) => {
        if (!isOpen) {
          if (!chunk.startsWith("HTTP/1.1 200"))
            reject(new Error(`a stream was refused: ${chunk.slice(0, 200)}`));
          isOpen = true;
          resolve();
        }
        const atMs = Date.now();
        const lines = (rest + chunk).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) {
          if (!line.startsWith("data: ")) continue;
          const { job, type } = JSON.parse(line.slice("data: ".length)) as HeardEvent; // the published schema Event
          heard.push({ job, type, atMs });
        }
      });
      socket.write(
        // As that user: each may have some streams of their own open.
        `GET /api/v2/events HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${options.token}\r\nimpersonate-user: ${user}\r\n\r\n`,
      );
    }
    await Promise.all(opened);
  }
  return {
    open: sockets.length,
    heard: () => heard,
    [Symbol.asyncDispose]: () => {
      for (const socket of sockets) socket.destroy();
      return Promise.resolve();
    },
  };
}
