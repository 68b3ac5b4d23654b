import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, it } from "node:test";
import { load } from "./load.ts";

async function serving<T>(answer: RequestListener, use: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // what listens on a port has one
  try {
    return await use(`http://127.0.0.1:${port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe("a load", () => {
  it("sends each request once and hands back whole answers, of known length and in chunks", async () => {
    const seen: string[] = [];
    const answers = await serving(
      (request, response) => {
        seen.push(request.url ?? "");
        const number = Number(request.url?.slice(1));
        if (number % 2 === 0) response.end(`even ${number}`);
        else {
          response.write("odd ");
          setImmediate(() => response.end(String(number)));
        }
      },
      (url) =>
        load({
          url,
          token: "t",
          connections: 3,
          count: 20,
          keepBodies: true,
          request: (n) => ({ method: "GET", path: `/${n}` }),
        }),
    );
    const wanted = Array.from({ length: 20 }, (_, n) => `${n % 2 === 0 ? "even" : "odd"} ${n}`);
    assert.deepEqual(answers.bodies.toSorted(), wanted.toSorted());
    assert.deepEqual(seen.toSorted(), wanted.map((_, n) => `/${n}`).toSorted());
    assert.deepEqual([...answers.statuses], [[200, 20]]);
    assert.equal(answers.latencyMs.length, 20);
  });

  it("fails when the server breaks a connection", async () => {
    await serving(
      (request) => request.destroy(),
      (url) =>
        assert.rejects(
          load({
            url,
            token: "t",
            connections: 1,
            count: 1,
            request: () => ({ method: "GET", path: "/" }),
          }),
          /closed|reset/i,
        ),
    );
  });
});
