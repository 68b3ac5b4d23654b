import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { someResources } from "../../jobs/life/job.builders.ts";
import type { Refusal } from "../../offers/explanation.ts";
import { sentences } from "../../offers/sentences.ts";
import { aCore, CAPABLE, job, vector } from "../core/core.builders.ts";

const why = (c: ReturnType<typeof aCore>, id = 1) => {
  const explanation = c.core.explain(id);
  assert.ok(explanation !== undefined);
  const refusals = explanation.causes.flatMap((cause): readonly Refusal[] =>
    "refusals" in cause && cause.refusals !== undefined ? cause.refusals : [],
  );
  return { text: sentences(explanation).join("\n"), refusals, causes: explanation.causes };
};

describe("why a job waits", () => {
  it("tells its own constraints from the rules of the site", () => {
    const gpus = { resources: someResources({ gpus: 1 }) };
    const c = aCore({
      agentRules: [{ when: "gpus", require: [{ attribute: "pool", op: "eq", values: ["gpu"] }] }],
    });
    c.connect();
    c.submit(job(1, { ...gpus, constraints: [{ attribute: "zone", op: "in", values: ["a", "b"] }] }));
    const offer = (id: string, attributes: Readonly<Record<string, string>>) =>
      c.offer(id, 4, 64, { attributes, resources: { ...vector(4, 64), gpus: 1 } });
    c.cycle(offer("n1", { zone: "c", pool: "gpu" }), offer("n2", { zone: "a" }), offer("n3", { zone: "b" }));
    assert.match(
      why(c).text,
      /3 agents: 1 without zone in a, b, 2 that the site's rules keep it from \(pool = gpu\)/,
    );
  });

  it("names the agents that it avoids, until nothing else is left", () => {
    const c = aCore();
    c.connect();
    c.cycle(c.inventory(["n1", 4, 64], ["n2", 4, 64]));
    c.submit(job(1), job(2, { user: "bob", resources: someResources({ cpus: 4 }) }));
    c.cycle(c.offer("n1", 1));
    c.cycle(c.offer("n2", 4));
    c.cycle(c.status("1.1.1", "failed", { fault: "launch" }));
    c.advance(5000);
    c.cycle(c.offer("n1", 4));
    const { refusals, text } = why(c);
    assert.deepEqual(
      refusals.map(({ agents, hostname, lacking }) => [lacking, agents, hostname]),
      [
        ["avoided", 1, "n1.example"],
        ["cpusMilli", 1, "n2.example"],
      ],
    );
    assert.match(text, /1 with room, where it failed before \(n1\.example\)/);
    c.cycle(c.inventory(["n1", 4, 64]));
    assert.deepEqual(why(c).refusals, [], "with nowhere else to go it may go there");
  });

  it("says when the only cluster cannot do what it needs", () => {
    const c = aCore();
    c.core.addBackend("swarm", undefined, { ...CAPABLE, scratch: false });
    c.cycle({ type: "backend", backend: "swarm", event: { type: "connected", registrationId: "s" } });
    c.submit(job(1, { scratch: { bytes: 1024 ** 2, path: "scratch" } }));
    const offer = c.offer("n1", 4);
    assert.ok(offer.type === "backend");
    c.cycle({ ...offer, backend: "swarm" });
    assert.match(why(c).text, /1 of a cluster that cannot do what it needs/);
  });

  it("counts ports", () => {
    const c = aCore();
    c.connect();
    c.submit(job(1, { resources: someResources({ ports: 2 }) }));
    c.cycle(c.offer("n1", 4, 64, { ports: [[31_000, 31_000]] }));
    assert.match(why(c).text, /it asks for 2 host ports \(1 agent: 1 without enough free ports\)/);
  });
});
