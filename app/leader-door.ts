import { timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { AgentView, Explanation } from "../offers/explanation.ts";
import type { ClusterStatus } from "./patient-backend.ts";

/** What API processes may ask of whoever leads. */
export interface LeaderDoor {
  readonly address: string;
  /** Sets who answers; `undefined`: this process does not lead, and says so. */
  serve(questions: Questions | undefined): void;
  close(): Promise<void>;
}

export interface Questions {
  wake(): void;
  explain(job: number): Explanation | undefined;
  agents(): readonly AgentView[];
  /** How it stands with its clusters. */
  clusters(): readonly ClusterStatus[];
  /** In the Prometheus text format. */
  metrics(): Promise<string>;
}

/**
 * The leader's inner door: a small HTTP server whose address and secret are published with the lease. Answers come
 * from the core's memory, so they are as fresh as its last turn.
 */
export async function openLeaderDoor(options: {
  readonly host: string;
  readonly secret: string;
}): Promise<LeaderDoor> {
  let questions: Questions | undefined;
  const expected = Buffer.from(`Bearer ${options.secret}`);
  const server = createServer((request, response) => {
    request.resume(); // no question has a body
    if (!isAllowed(request, expected)) return answer(response, 401, { error: "not allowed" });
    if (questions === undefined) return answer(response, 503, { error: "this process does not lead" });
    return route(request, response, questions);
  });
  server.headersTimeout = 5000;
  server.requestTimeout = 5000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    address: `http://${options.host}:${port}`,
    serve: (next) => {
      questions = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function route(request: IncomingMessage, response: ServerResponse, questions: Questions): void {
  const path = request.url ?? "";
  if (request.method === "POST" && path === "/wake") {
    questions.wake();
    return answer(response, 202, {});
  }
  if (request.method === "GET" && path === "/metrics") {
    questions.metrics().then(
      (text) => answer(response, 200, text),
      () => answer(response, 500, { error: "no metrics" }),
    );
    return;
  }
  if (request.method === "GET" && path === "/agents") return answer(response, 200, questions.agents());
  if (request.method === "GET" && path === "/clusters") return answer(response, 200, questions.clusters());
  const job = /^\/explain\/([1-9]\d{0,15})$/.exec(path)?.[1];
  if (request.method === "GET" && job !== undefined) {
    const explanation = questions.explain(Number(job));
    return explanation === undefined
      ? answer(response, 404, { error: "not a live job" })
      : answer(response, 200, explanation);
  }
  return answer(response, 404, { error: "no such question" });
}

function isAllowed(request: IncomingMessage, expected: Buffer): boolean {
  const given = Buffer.from(request.headers.authorization ?? "");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
