import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { eventually } from "../../local-cluster/testing/eventually.ts";
import { aReceiver } from "../../plugins/notify/notify.builders.ts";
import { aSite } from "../site.builders.ts";

describe("a job that names a webhook", () => {
  it(
    "has it told of its end, signed with the key that the first start made",
    { timeout: 240_000 },
    async () => {
      await using receiver = await aReceiver((response) => response.writeHead(204).end());
      const { port } = receiver;
      const webhook = { ports: [port], allow: ["127.0.0.1/32"] };
      await using site = await aSite({ settings: { notify: { webhook } } });
      await site.client.submit({
        command: ["false"],
        resources: { cpus: 0.1, memoryBytes: 2 ** 25 },
        retry: { maxAttempts: 1 },
        notify: [{ on: ["start", "failure"], url: `http://127.0.0.1:${port}/hook` }],
      });
      await eventually("both are told", () => receiver.received.length >= 2);
      const told = receiver.received.map(({ body }) => JSON.parse(body) as { readonly event: string });
      assert.deepEqual(
        told.map(({ event }) => event),
        ["job.start", "job.failure"],
      );
      const [{ body, headers } = assert.fail()] = receiver.received;
      const keyFile = join(site.directory, "state", "webhook-secret");
      assert.equal(statSync(keyFile).mode & 0o777, 0o600);
      const key = readFileSync(keyFile, "utf8").trim();
      const signature = createHmac("sha256", key)
        .update(`${String(headers["x-godocker-timestamp"])}.${body}`)
        .digest("hex");
      assert.equal(headers["x-godocker-signature"], `sha256=${signature}`);
      const delivered = 'godocker_notifications_total{by="webhook",outcome="delivered"}';
      await eventually("both answers are counted", async () => (await site.metric(delivered)) === 2);
      assert.ok(!site.logText().includes("/hook"), "the address is in no log");
    },
  );

  it("is refused when it may not be used, or no mail is sent here", async () => {
    await using site = await aSite({ schedulers: 0 });
    const refused = await site.client
      .submit({ command: ["true"], notify: [{ url: "http://a.example:22/" }, { email: "ada@example.org" }] })
      .then(
        () => assert.fail("it was taken"),
        (error: unknown) => JSON.stringify(error),
      );
    assert.match(refused, /\/notify\/0\/url/);
    assert.match(refused, /this installation sends no mail/);
  });
});
