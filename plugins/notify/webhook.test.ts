import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { describe, it } from "node:test";
import { aNotification, aReceiver } from "./notify.builders.ts";
import type { Address } from "./address-policy.ts";
import { createWebhook, type WebhookOptions } from "./webhook.ts";

const never = new AbortController().signal;
const hook = (port: number, options: Partial<WebhookOptions> = {}) =>
  createWebhook({
    secret: "key",
    ports: [port],
    allowed: ["127.0.0.0/8"],
    nowMs: () => 1_900_000_000_500,
    ...options,
  });
const addresses = (...all: readonly string[]): readonly Address[] =>
  all.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));

describe("a webhook", () => {
  it("gets the notification as JSON, signed with the time", async () => {
    await using receiver = await aReceiver((response) => response.writeHead(204).end());
    const delivery = await hook(receiver.port).deliver(
      `http://127.0.0.1:${receiver.port}/a?b=c`,
      aNotification(),
      never,
    );
    assert.deepEqual(delivery, { outcome: "delivered" });
    const [got = assert.fail()] = receiver.received;
    const { of: _, ...rest } = aNotification();
    assert.deepEqual(JSON.parse(got.body), { event: "job.failure", ...rest });
    const signature = createHmac("sha256", "key").update(`1900000000.${got.body}`).digest("hex");
    assert.deepEqual(
      [got.method, got.headers["x-godocker-timestamp"], got.headers["x-godocker-signature"]],
      ["POST", "1900000000", `sha256=${signature}`],
    );
    assert.equal(got.headers["x-godocker-delivery"], "12/failure/0");
    assert.deepEqual([got.headers.cookie, got.headers.authorization], [undefined, undefined]);
  });

  for (const [status, outcome] of [
    [200, "delivered"],
    [302, "refused"],
    [404, "refused"],
    [410, "refused"],
    [408, "failed"],
    [429, "failed"],
    [500, "failed"],
    [503, "failed"],
  ] as const)
    it(`that answers ${status} has ${outcome}`, async () => {
      await using receiver = await aReceiver((response) => response.writeHead(status).end());
      const { port } = receiver;
      const delivery = await hook(port).deliver(`http://127.0.0.1:${port}/`, aNotification(), never);
      assert.equal(delivery.outcome, outcome);
    });

  it("that points elsewhere is not followed", async () => {
    await using inside = await aReceiver((response) => response.writeHead(200).end());
    await using receiver = await aReceiver((response) =>
      response.writeHead(307, { location: `http://127.0.0.1:${inside.port}/` }).end(),
    );
    const { port } = receiver;
    await hook(port, { ports: [port, inside.port] }).deliver(
      `http://127.0.0.1:${port}/`,
      aNotification(),
      never,
    );
    assert.equal(inside.received.length, 0);
  });

  it("that answers without an end is heard out in part", async () => {
    await using receiver = await aReceiver((response) => {
      response.writeHead(200);
      const more = () => {
        while (response.write("x".repeat(65_536)));
      };
      response.on("drain", more);
      more();
    });
    const { port } = receiver;
    const delivery = await hook(port).deliver(`http://127.0.0.1:${port}/`, aNotification(), never);
    assert.equal(delivery.outcome, "delivered");
  });

  it("that does not answer has failed after a while", async () => {
    await using receiver = await aReceiver(() => undefined);
    const { port } = receiver;
    const delivery = await hook(port, { timeoutMs: 50 }).deliver(
      `http://127.0.0.1:${port}/`,
      aNotification(),
      never,
    );
    assert.deepEqual(delivery, { outcome: "failed", why: "it took too long" });
  });

  it("whose name nobody answers for has failed after a while", async () => {
    const resolve = () => new Promise<readonly Address[]>(() => undefined);
    const delivery = await hook(80, { timeoutMs: 50, resolve }).deliver(
      "http://a.example/",
      aNotification(),
      never,
    );
    assert.deepEqual(delivery, { outcome: "failed", why: "it took too long" });
  });
});

describe("a webhook inside", () => {
  const inside = (port: number, resolve?: WebhookOptions["resolve"]) =>
    hook(port, { allowed: [], ...(resolve === undefined ? {} : { resolve }) });

  for (const host of [
    "127.0.0.1",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "127.1",
    "[::ffff:127.0.0.1]",
    "localhost",
  ])
    it(`is not reached as ${host}`, async () => {
      await using receiver = await aReceiver((response) => response.writeHead(200).end());
      const { port } = receiver;
      const delivery = await inside(port).deliver(`http://${host}:${port}/`, aNotification(), never);
      assert.deepEqual(delivery, { outcome: "refused", why: "the host is not on the public network" });
      assert.equal(receiver.received.length, 0);
    });

  it("is not reached by a name with one public address and one inside", async () => {
    await using receiver = await aReceiver((response) => response.writeHead(200).end());
    const { port } = receiver;
    const resolve = async () => addresses("1.1.1.1", "127.0.0.1");
    const delivery = await inside(port, resolve).deliver(`http://a.example:${port}/`, aNotification(), never);
    assert.equal(delivery.outcome, "refused");
  });

  it("is not reached by a name that means another machine when it is looked up again", async () => {
    await using receiver = await aReceiver((response) => response.writeHead(200).end());
    const { port } = receiver;
    let asked = 0;
    // Only 127.0.0.2 is allowed here. What listens on 127.0.0.1 stands for a machine inside.
    const resolve = async () => {
      asked += 1;
      return addresses(asked === 1 ? "127.0.0.2" : "127.0.0.1");
    };
    const webhook = hook(port, { allowed: ["127.0.0.2/32"], resolve });
    const first = await webhook.deliver(`http://a.example:${port}/`, aNotification(), never);
    assert.deepEqual([first.outcome, asked, receiver.received.length], ["failed", 1, 0]);
    const second = await webhook.deliver(`http://a.example:${port}/`, aNotification(), never);
    assert.deepEqual([second.outcome, receiver.received.length], ["refused", 0]);
  });

  it("is reached at the address that was checked", async () => {
    await using receiver = await aReceiver((response) => response.writeHead(200).end());
    const { port } = receiver;
    const resolve = async () => addresses("127.0.0.1");
    const delivery = await hook(port, { resolve }).deliver(
      `http://a.example:${port}/`,
      aNotification(),
      never,
    );
    assert.equal(delivery.outcome, "delivered");
    assert.equal(receiver.received[0]?.headers.host, `a.example:${port}`);
  });

  for (const url of [
    "ftp://1.1.1.1/",
    "http://u:p@1.1.1.1/",
    "http://1.1.1.1:22/",
    "file:///etc/passwd",
    "x",
  ])
    it(`is not reached as ${url}`, async () => {
      assert.equal((await hook(80).deliver(url, aNotification(), never)).outcome, "refused");
    });
});
