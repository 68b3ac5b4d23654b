import { createSocket } from "node:dgram";
import { connect, isIPv6, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

/** Where messages go: each in a datagram, or in a stream with its length before it (RFC 6587, 3.4.1), also over TLS. */
export interface SyslogAddress {
  readonly transport: "udp" | "tcp" | "tls";
  readonly host: string;
  readonly port: number;
}

type Severity = "error" | "warning" | "notice";

export interface SyslogMessage {
  readonly atMs: number;
  readonly severity: Severity;
  /** What kind it is, of ASCII without blanks. */
  readonly id: string;
  readonly text: string;
}

export interface SyslogOptions {
  readonly address: SyslogAddress;
  readonly hostname: string;
  readonly app: string;
  readonly processId: number;
  /** Certificates in PEM of those that signed the receiver's; absent: those that Node knows. */
  readonly ca?: string;
  /** Called with each message, once. */
  readonly count: (outcome: "sent" | "lost") => void;
  /** Told when messages begin to be lost, why, and when none are lost any more. */
  readonly changed: (
    state: { readonly lost: true; readonly cause: string } | { readonly lost: false },
  ) => void;
  /** From a failure to the next try. */
  readonly retryMs?: number;
}

interface Syslog {
  /** Returns at once. What cannot be sent is lost, and counted. */
  send(message: SyslogMessage): void;
  close(): void;
}

/** Messages that wait for a connection; more are lost. */
const WAITING_MAX = 1000;
const RETRY_MS = 5000;
const CONNECT_MS = 10_000;

export function openSyslog(options: SyslogOptions): Syslog {
  const { address, changed, count } = options;
  let isLosing = false;
  const lost = (messages: number, cause: string): void => {
    for (let k = 0; k < messages; k += 1) count("lost");
    if (messages === 0 || isLosing) return;
    isLosing = true;
    changed({ lost: true, cause });
  };
  const sent = (): void => {
    count("sent");
    if (!isLosing) return;
    isLosing = false;
    changed({ lost: false });
  };
  const carrier = address.transport === "udp" ? datagrams(options, sent, lost) : stream(options, sent, lost);
  return {
    send: (message) => carrier.send(Buffer.from(syslogLine(message, options))),
    close: () => carrier.close(),
  };
}

interface Carrier {
  send(line: Buffer): void;
  close(): void;
}

type Lost = (messages: number, cause: string) => void;

function datagrams({ address: { host, port } }: SyslogOptions, sent: () => void, lost: Lost): Carrier {
  const socket = createSocket(isIPv6(host) ? "udp6" : "udp4");
  socket.unref();
  socket.on("error", (error) => lost(1, error.message));
  return {
    send: (line) => {
      // Nobody says whether it arrives.
      socket.send(line, port, host, (error) => (error === null ? sent() : lost(1, error.message)));
    },
    close: () => socket.close(),
  };
}

function stream({ address, ca, retryMs = RETRY_MS }: SyslogOptions, sent: () => void, lost: Lost): Carrier {
  const waiting: Buffer[] = [];
  let socket: Socket | undefined;
  let isOpen = false;
  let isClosed = false;
  let retry: NodeJS.Timeout | undefined;

  const write = (line: Buffer): void => {
    const framed = Buffer.concat([Buffer.from(`${line.length} `), line]);
    socket?.write(framed, (error) => (error == null ? sent() : lost(1, error.message)));
  };
  const open = (): void => {
    const { host, port } = address;
    const ready = (): void => {
      isOpen = true;
      made.setTimeout(0);
      for (const line of waiting.splice(0)) write(line);
    };
    const made =
      address.transport === "tls"
        ? connectTls({ host, port, servername: host, ...(ca === undefined ? {} : { ca }) }, ready)
        : connect({ host, port }, ready);
    socket = made;
    let cause = "it closed the connection";
    made.unref();
    made.setTimeout(CONNECT_MS, () => made.destroy(new Error("it does not answer")));
    made.resume(); // it has nothing to say
    made.on("error", (error) => (cause = error.message));
    made.on("close", () => {
      isOpen = false;
      socket = undefined;
      if (isClosed) return;
      lost(waiting.splice(0).length, cause);
      retry = setTimeout(() => {
        retry = undefined;
      }, retryMs);
      retry.unref();
    });
  };
  return {
    send(line) {
      if (isOpen && socket !== undefined && !socket.destroyed && socket.writableLength < STUCK_BYTES) {
        write(line);
        return;
      }
      if (retry !== undefined || waiting.length >= WAITING_MAX || isOpen) {
        lost(1, isOpen ? "it does not take what is sent" : "there is no connection");
        return;
      }
      waiting.push(line);
      if (socket === undefined) open();
    },
    close() {
      isClosed = true;
      clearTimeout(retry);
      socket?.end();
    },
  };
}

/** What is written and not taken by the other side; then it is stuck. */
const STUCK_BYTES = 8 * 1024 * 1024;

/** Security messages. Source: RFC 5424, 6.2.1. */
const AUTHPRIV = 10;
const SEVERITIES: Readonly<Record<Severity, number>> = { error: 3, warning: 4, notice: 5 };

/** One message as RFC 5424 has it, without structured data. */
export function syslogLine(
  { atMs, id, severity, text }: SyslogMessage,
  { app, hostname, processId }: Pick<SyslogOptions, "app" | "hostname" | "processId">,
): string {
  const header = [
    `<${AUTHPRIV * 8 + SEVERITIES[severity]}>1`,
    new Date(atMs).toISOString(),
    word(hostname, 255),
    word(app, 48),
    String(processId),
    word(id, 32),
    "-",
  ];
  return `${header.join(" ")} ${text}`;
}

/** Printable ASCII, or the mark for nothing. */
function word(text: string, most: number): string {
  const clean = text.replaceAll(/[^\x21-\x7e]/g, "").slice(0, most);
  return clean === "" ? "-" : clean;
}
