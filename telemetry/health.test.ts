import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createHealth } from "./health.ts";

const fine = { name: "disk", kind: "hard", check: async () => "3 GiB free" } as const;
const broken = (kind: "hard" | "soft") => ({
  name: "store",
  kind,
  check: () => Promise.reject(new Error("away")),
});

describe("readiness", () => {
  const options = { nowMs: Date.now };

  it("fails with something hard, degrades with something soft", async () => {
    assert.equal((await createHealth([fine], options).ready()).status, "ok");
    assert.equal((await createHealth([fine, broken("soft")], options).ready()).status, "degraded");
    assert.equal((await createHealth([fine, broken("hard")], options).ready()).status, "failed");
  });

  it("tells each check with its detail", async () => {
    const { checks } = await createHealth([fine, broken("hard")], options).ready();
    assert.deepEqual(
      checks.map(({ name, ok, detail }) => [name, ok, detail]),
      [
        ["disk", true, "3 GiB free"],
        ["store", false, "away"],
      ],
    );
  });

  it("does not wait for a check that hangs", async () => {
    const hanging = { name: "ldap", kind: "soft", check: () => new Promise<undefined>(() => {}) } as const;
    const { status, checks } = await createHealth([hanging], { ...options, timeoutMs: 10 }).ready();
    assert.deepEqual([status, checks[0]?.detail], ["degraded", "no answer within 10 ms"]);
  });

  it("ends when the process shuts down", async () => {
    const health = createHealth([fine], options);
    health.drain();
    assert.equal((await health.ready()).status, "failed");
  });
});
