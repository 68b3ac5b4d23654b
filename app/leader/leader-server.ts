import { timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ExecutorView, LeaderStanding } from "../../api/context/leader.ts";
import type { AccountsView } from "../../fair-share/views.ts";
import type { AgentView, Explanation } from "../../offers/explanation.ts";
import type { StartForecast } from "../../offers/forecast.ts";
import type { OfferRecord } from "../../offers/offer-record.ts";
import type { WhatIf, WhatIfAnswer, WhatIfRefusal } from "../../offers/what-if.ts";

/** What API processes may ask of whoever leads. */
export interface LeaderServer {
  readonly address: string;
  /** Sets who answers; `undefined`: this process does not lead, and says so. */
  serve(questions: Questions | undefined): void;
  close(): Promise<void>;
}

export interface Questions {
  wake(): void;
  explain(job: number): Explanation | undefined;
  agents(): readonly AgentView[];
  offers(): readonly OfferRecord[];
  accounts(): AccountsView;
  /** How it stands with its clusters. */
  clusters(): readonly ExecutorView[];
  standing(): LeaderStanding;
  /** Ends the term in order, once this is answered. */
  stepDown(): void;
  /** @returns the clusters that are asked */
  reconcile(): readonly string[];
  /** When jobs that wait will start, as it was worked out last. */
  forecasts(): readonly StartForecast[];
  /** What would be if something were otherwise. */
  simulate(change: WhatIf, signal: AbortSignal): Promise<WhatIfAnswer | WhatIfRefusal>;
  /** What operators must know, a sentence each. */
  troubles(): readonly string[];
  /** In the Prometheus text format. */
  metrics(): Promise<string>;
}

/**
 * The leader's inner door: a small HTTP server whose address and secret are published with the lease. Answers come
 * from the core's memory, so they are as fresh as its last turn.
 */
export async function openLeaderServer(options: {
  readonly host: string;
  readonly secret: string;
}): Promise<LeaderServer> {
  let questions: Questions | undefined;
  const expected = Buffer.from(`Bearer ${options.secret}`);
  const server = createServer((request, response) => {
    if (!isAllowed(request, expected)) {
      request.resume();
      return answer(response, 401, { error: "not allowed" });
    }
    if (request.method === "POST" && request.url === "/simulate" && questions !== undefined)
      return void simulate(request, response, questions);
    request.resume(); // no other question has a body
    if (questions === undefined) return answer(response, 503, { error: "this process does not lead" });
    try {
      return route(request, response, questions);
    } catch (error) {
      // A job that the core stumbles over must not end the process for who only asks.
      return answer(response, 500, { error: error instanceof Error ? error.message : String(error) });
    }
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
  if (request.method === "POST" && path === "/reconcile") return answer(response, 202, questions.reconcile());
  if (request.method === "POST" && path === "/step-down") {
    answer(response, 202, {});
    return questions.stepDown();
  }
  if (request.method === "GET" && path === "/leader") return answer(response, 200, questions.standing());
  if (request.method === "GET" && path === "/metrics") {
    questions.metrics().then(
      (text) => answer(response, 200, text),
      () => answer(response, 500, { error: "no metrics" }),
    );
    return;
  }
  if (request.method === "GET" && path === "/agents") return answer(response, 200, questions.agents());
  if (request.method === "GET" && path === "/offers") return answer(response, 200, questions.offers());
  if (request.method === "GET" && path === "/forecasts") return answer(response, 200, questions.forecasts());
  if (request.method === "GET" && path === "/troubles") return answer(response, 200, questions.troubles());
  if (request.method === "GET" && path === "/accounts") return answer(response, 200, questions.accounts());
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

const QUESTION_BYTES_MAX = 4 * 1024 * 1024;

async function simulate(
  request: IncomingMessage,
  response: ServerResponse,
  questions: Questions,
): Promise<void> {
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  try {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > QUESTION_BYTES_MAX) return answer(response, 413, { error: "too long" });
      chunks.push(chunk);
    }
    // It was checked by the API, which is of the same version or one apart.
    const change: WhatIf = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    answer(response, 200, await questions.simulate(change, gone.signal));
  } catch (error) {
    if (!response.headersSent)
      answer(response, 500, { error: error instanceof Error ? error.message : String(error) });
  }
}

function isAllowed(request: IncomingMessage, expected: Buffer): boolean {
  const given = Buffer.from(request.headers.authorization ?? "");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
