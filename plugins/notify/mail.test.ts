import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createMail } from "./mail.ts";
import { aMailServer, aNotification } from "./notify.builders.ts";

const never = new AbortController().signal;
const mail = (port: number, security: "none" | "starttls" = "none") =>
  createMail({ host: "127.0.0.1", port, security, from: "godocker@example.org", domains: ["example.org"] });

describe("mail", () => {
  it("says what happened, in plain text, once for those who look at its id", async () => {
    await using server = await aMailServer();
    const delivery = await mail(server.port).deliver("ada@Example.org", aNotification(), never);
    assert.deepEqual(delivery, { outcome: "delivered" });
    const [message = ""] = server.messages;
    assert.match(message, /^Subject: Job 12 \(blast\) failed\r$/m);
    assert.match(message, /^From: godocker@example\.org\r$/m);
    assert.match(message, /^Message-ID: <12\.failure\.0@example\.org>\r$/m);
    assert.match(message, /Why: {4}it exited with 3/);
    assert.match(message, /https:\/\/godocker\.example\/jobs\/12/);
  });

  it("has one subject line, whatever the job is called", async () => {
    await using server = await aMailServer();
    const { job } = aNotification();
    const named = aNotification({ job: { ...job, name: "a\r\nBcc: eve@example.org" } });
    await mail(server.port).deliver("ada@example.org", named, never);
    const [headers = ""] = (server.messages[0] ?? "").split("\r\n\r\n");
    assert.match(headers, /^Subject: Job 12/m);
    assert.doesNotMatch(headers, /^Bcc:/m);
  });

  for (const [refuse, outcome] of [
    [{ RCPT: "550 no such user" }, "refused"],
    [{ RCPT: "451 try later" }, "failed"],
    [{ MAIL: "421 closing" }, "failed"],
  ] as const)
    it(`that the server answers with ${Object.values(refuse)[0]} has ${outcome}`, async () => {
      await using server = await aMailServer(refuse);
      assert.equal(
        (await mail(server.port).deliver("ada@example.org", aNotification(), never)).outcome,
        outcome,
      );
    });

  it("goes to no other domain", async () => {
    await using server = await aMailServer();
    assert.equal(
      (await mail(server.port).deliver("ada@elsewhere.org", aNotification(), never)).outcome,
      "refused",
    );
    assert.equal(server.messages.length, 0);
  });

  it("is not sent in the clear when it must not be", async () => {
    await using server = await aMailServer({ STARTTLS: "502 what?" });
    const delivery = await mail(server.port, "starttls").deliver("ada@example.org", aNotification(), never);
    assert.deepEqual([delivery.outcome, server.messages.length], ["failed", 0]);
  });

  it("has failed while no server is there", async () => {
    const server = await aMailServer();
    await server[Symbol.asyncDispose]();
    assert.equal(
      (await mail(server.port).deliver("ada@example.org", aNotification(), never)).outcome,
      "failed",
    );
  });
});
