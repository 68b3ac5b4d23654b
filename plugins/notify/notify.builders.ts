import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import { createServer as createTcpServer, type AddressInfo } from "node:net";
import type { Notification } from "../ports/notifier.ts";

export function aNotification(fields: Partial<Notification> = {}): Notification {
  return {
    id: "12/failure/0",
    of: "failure",
    at: "2030-01-31T18:00:00.000Z",
    job: {
      id: 12,
      name: "blast",
      user: "ada",
      project: "bio",
      state: "failed",
      message: "it exited with 3",
      exitCode: 3,
    },
    link: "https://godocker.example/jobs/12",
    ...fields,
  };
}

/** Takes requests on a port of this machine and answers as told. */
export async function aReceiver(answer: (response: ServerResponse) => void) {
  const received: {
    readonly headers: IncomingHttpHeaders;
    readonly body: string;
    readonly method: string;
  }[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString("utf8")));
    request.on("end", () => {
      received.push({ headers: request.headers, body, method: request.method ?? "" });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    port,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** A mail server that speaks just enough. @param refuse  answers to commands, by their first word */
export async function aMailServer(refuse: Readonly<Record<string, string>> = {}) {
  const messages: string[] = [];
  const server = createTcpServer((socket) => {
    let buffer = "";
    let isData = false;
    socket.on("error", () => socket.destroy());
    socket.write("220 mail.example\r\n");
    socket.on("data", (chunk) => {
      buffer += chunk.toString("utf8");
      for (
        let end = buffer.indexOf(isData ? "\r\n.\r\n" : "\r\n");
        end >= 0;
        end = buffer.indexOf(isData ? "\r\n.\r\n" : "\r\n")
      ) {
        const text = buffer.slice(0, end);
        buffer = buffer.slice(end + (isData ? 5 : 2));
        if (isData) {
          messages.push(text);
          isData = false;
          socket.write("250 taken\r\n");
          continue;
        }
        const [command = ""] = text.split(/[ :]/);
        const no = refuse[command.toUpperCase()];
        isData = no === undefined && command.toUpperCase() === "DATA";
        socket.write(`${no ?? (isData ? "354 go on" : "250 fine")}\r\n`);
        if (command.toUpperCase() === "QUIT") socket.end();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    port,
    messages,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
