import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { authenticate, authorizationOf } from "./credentials.ts";
import { acceptedMediaType } from "./media-types.ts";
import { createHttpServer, listen, readBody, sendNothing } from "./server.ts";

describe("the Accept header [M-3]", () => {
  const cases: readonly (readonly [string | undefined, string | undefined])[] = [
    [undefined, "application/json"],
    ["*/*", "application/json"],
    ["application/*", "application/json"],
    ["application/x-protobuf, application/json", "application/json"],
    ["application/x-protobuf", "application/x-protobuf"],
    ["application/json;q=0, application/x-protobuf", "application/x-protobuf"],
    ["text/html", undefined],
  ];
  for (const [header, expected] of cases) {
    it(`${header ?? "absent"} is answered with ${expected ?? "a refusal"}`, () => {
      assert.equal(acceptedMediaType(header), expected);
    });
  }
});

describe("credentials [M-57]", () => {
  const credentials = new Map([["agent", "se:cret"]]);

  it("let in who has the secret, colons included", () => {
    assert.equal(authenticate(credentials, authorizationOf(credentials)), "agent");
  });

  it("keep everybody else out", () => {
    const basic = (text: string): string => `Basic ${Buffer.from(text).toString("base64")}`;
    for (const header of [
      undefined,
      "",
      "Bearer x",
      basic("agent"),
      basic("agent:wrong"),
      basic("other:"),
      basic("agent:se"),
    ])
      assert.equal(authenticate(credentials, header), undefined);
    assert.equal(
      authenticate(credentials, (authorizationOf(credentials) ?? "").replace("Basic", "basic")),
      undefined,
    );
  });
});

describe("requests that follow each other without a wait for answers", { timeout: 240_000 }, () => {
  it("are handled in their order, also when one is longer to read", async () => {
    const bodies: string[] = [];
    const server = createHttpServer({
      credentials: undefined,
      log: () => undefined,
      route: () => ({
        realm: "open",
        async handle({ request, response }) {
          bodies.push((await readBody(request, 1_000_000)).toString("utf8").slice(0, 5));
          sendNothing(response, 202);
        },
      }),
    });
    const port = await listen(server, "127.0.0.1", 0);
    const long = gzipSync("first".repeat(50_000));
    const client = connect(port, "127.0.0.1");
    client.write(
      Buffer.concat([
        Buffer.from(
          `POST / HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: ${long.length}\r\n\r\n`,
        ),
        long,
        Buffer.from("POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 6\r\n\r\nsecond"),
      ]),
    );
    client.resume();
    await once(client, "close");
    server.close();
    assert.deepEqual(bodies, ["first", "secon"]);
  });
});
