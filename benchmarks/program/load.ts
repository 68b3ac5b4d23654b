import { connect, type Socket } from "node:net";

/** One request of the kind that a load is made of. */
export interface LoadRequest {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: string;
  readonly contentType?: string;
}

export interface LoadResult {
  readonly tookMs: number;
  /** Less than asked for when time was over before. */
  readonly answered: number;
  /** Per request in the order of their ends, from when it was due to the last byte of its answer. */
  readonly latencyMs: Float64Array;
  readonly statuses: ReadonlyMap<number, number>;
  /** Bodies of the answers, when they were asked for. */
  readonly bodies: readonly string[];
}

export interface LoadOptions {
  readonly url: string;
  readonly token: string;
  readonly connections: number;
  readonly count: number;
  readonly request: (n: number) => LoadRequest;
  /**
   * Requests per second, due at even distances whatever the answers do: latency counts from when a request was due.
   * Absent: every connection sends its next one when it has its answer.
   */
  readonly rate?: number;
  /** Then nothing more is sent, whatever is left. */
  readonly stopAfterMs?: number;
  readonly keepBodies?: boolean;
  /** Called with each answer as it comes. */
  readonly onAnswer?: (n: number, status: number, ms: number, body: string) => void;
}

/**
 * Sends requests over connections that stay open, one at a time on each. It knows no more of HTTP than that needs, so
 * that the machine's time goes to the server.
 * @throws Error  when a connection breaks
 */
export async function load(options: LoadOptions): Promise<LoadResult> {
  const {
    url,
    token,
    connections,
    count,
    request,
    rate,
    stopAfterMs = Infinity,
    keepBodies = false,
    onAnswer,
  } = options;
  const { hostname, port, host } = new URL(url);
  const latencyMs = new Float64Array(count);
  const statuses = new Map<number, number>();
  const bodies: string[] = [];
  const idle: Channel[] = [];
  let sent = 0;
  let done = 0;
  const finished = Promise.withResolvers<void>();
  const began = performance.now();
  const dueMs = (n: number): number => (rate === undefined ? performance.now() : began + (n * 1000) / rate);

  const send = (channel: Channel): void => {
    const n = sent;
    sent += 1;
    const one = request(n);
    const due = dueMs(n);
    channel.ask(wordsOf(one, host, token), (status, body) => {
      const ms = performance.now() - due;
      latencyMs[done] = ms;
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (keepBodies) bodies.push(body);
      onAnswer?.(n, status, ms, body);
      done += 1;
      const isOver = performance.now() - began > stopAfterMs;
      if (done === count || (isOver && done === sent)) finished.resolve();
      else if (!isOver && sent < count && (rate === undefined || dueMs(sent) <= performance.now()))
        send(channel);
      else idle.push(channel);
    });
  };
  const channels = await Promise.all(
    Array.from({ length: connections }, () => openChannel(hostname, Number(port), finished.reject)),
  );
  const startedMs = performance.now();
  if (rate === undefined) for (const channel of channels.slice(0, count)) send(channel);
  else idle.push(...channels);
  const timer =
    rate === undefined
      ? undefined
      : setInterval(() => {
          if (performance.now() - began > stopAfterMs) return;
          while (sent < count && idle.length > 0 && dueMs(sent) <= performance.now()) {
            const channel = idle.pop();
            if (channel !== undefined) send(channel);
          }
        }, 1);
  try {
    await finished.promise;
    return {
      tookMs: performance.now() - startedMs,
      answered: done,
      latencyMs: latencyMs.subarray(0, done),
      statuses,
      bodies,
    };
  } finally {
    clearInterval(timer);
    for (const channel of channels) channel.close();
  }
}

function wordsOf({ method, path, body, contentType }: LoadRequest, host: string, token: string): string {
  const head = `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${token}\r\n`;
  if (body === undefined) return `${head}\r\n`;
  return `${head}content-type: ${contentType ?? "application/json"}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

interface Channel {
  ask(words: string, answered: (status: number, body: string) => void): void;
  close(): void;
}

function openChannel(host: string, port: number, broken: (error: Error) => void): Promise<Channel> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ host, port, noDelay: true });
    let answered: ((status: number, body: string) => void) | undefined;
    let text = "";
    let closing = false;
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => {
      text += chunk;
      const answer = readAnswer(text);
      if (answer === undefined) return;
      text = text.slice(answer.length);
      const tell = answered;
      answered = undefined;
      tell?.(answer.status, answer.body);
    });
    socket.once("connect", () =>
      resolve({
        ask(words, tell) {
          answered = tell;
          socket.write(words);
        },
        close() {
          closing = true;
          socket.destroy();
        },
      }),
    );
    socket.on("error", (error) => {
      reject(error);
      if (!closing) broken(error);
    });
    socket.on("close", () => {
      if (!closing) broken(new Error("the server closed a connection"));
    });
  });
}

/** The first answer in the text, if it is whole. */
function readAnswer(
  text: string,
): { readonly status: number; readonly body: string; readonly length: number } | undefined {
  const headEnd = text.indexOf("\r\n\r\n");
  if (headEnd < 0) return undefined;
  const head = text.slice(0, headEnd).toLowerCase();
  const status = Number(head.slice(9, 12));
  const begin = headEnd + 4;
  const bytes = /\r\ncontent-length: (\d+)/.exec(head)?.[1];
  if (bytes !== undefined) {
    const length = begin + Number(bytes);
    return text.length < length ? undefined : { status, body: text.slice(begin, length), length };
  }
  if (!head.includes("\r\ntransfer-encoding: chunked")) return { status, body: "", length: begin };
  const body: string[] = [];
  for (let at = begin; ;) {
    const lineEnd = text.indexOf("\r\n", at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(text.slice(at, lineEnd), 16);
    const next = lineEnd + 2 + size + 2;
    if (text.length < next) return undefined;
    if (size === 0) return { status, body: body.join(""), length: next };
    body.push(text.slice(lineEnd + 2, lineEnd + 2 + size));
    at = next;
  }
}
