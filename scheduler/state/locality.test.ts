import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anAttempt, someResources } from "../../jobs/life/job.builders.ts";
import type { JobSpec } from "../../jobs/spec/spec.ts";
import { newStatus } from "../../jobs/life/transition.ts";
import { aCore, job, launched } from "../core/core.builders.ts";
import type { Decision } from "./decision.ts";
import { SeenImages } from "./locality.ts";
import type { Tuning } from "./tuning.ts";

const DAY_MS = 86_400_000;
const image = (ref: string): Partial<JobSpec> => ({ image: { ref, pull: "ifNotPresent" } });
const prefer = (...values: readonly string[]): Partial<JobSpec> => ({
  prefer: [{ attribute: "data", values }],
});

/** Three machines, of which the second has the most free, and the data "genomes". */
function aSite(tuning: Partial<Tuning> = {}) {
  const c = aCore({ localityWeight: 100, gpuReserve: 0, ...tuning });
  c.connect();
  const attributes = { data: "genomes" };
  c.cycle(c.inventory(["a1", 8, 64], ["a2", 16, 64, { attributes }], ["a3", 8, 64]));
  return {
    ...c,
    offers: () => c.cycle(c.offer("a1", 4, 16), c.offer("a2", 12, 48, { attributes }), c.offer("a3", 6, 32)),
  };
}

const agentsOf = (decision: Decision) => launched(decision).map(({ placement }) => placement.agentId);
const placesOf = (decision: Decision) =>
  Object.fromEntries(launched(decision).map(({ job: id, placement }) => [id, placement.agentId]));
const near = (decision: Decision) => decision.policy.near;

/** A task with the image has run on the second machine. */
function aSiteThatRan(ref: string, tuning: Partial<Tuning> = {}) {
  const site = aSite(tuning);
  site.submit(job(1, { ...image(ref), resources: someResources({ cpus: 9 }) }));
  assert.deepEqual(agentsOf(site.offers()), ["a2"]);
  site.cycle(site.status("1.1.1", "running", { agentId: "a2" }));
  site.cycle(site.status("1.1.1", "finished", { agentId: "a2" }));
  return site;
}

describe("a job with an image", () => {
  it("starts where a task with it has run, of the machines that fit", () => {
    const site = aSiteThatRan("alpine");
    site.submit(job(2, image("alpine")));
    const decision = site.offers();
    assert.deepEqual(agentsOf(decision), ["a2"]);
    assert.deepEqual(near(decision), { image: 1 });
  });

  it("starts where it fits best when none of these has it, or has no room", () => {
    const site = aSiteThatRan("alpine");
    site.submit(job(2, image("debian")));
    const decision = site.offers();
    assert.deepEqual(agentsOf(decision), ["a1"]);
    assert.deepEqual(near(decision), { noImage: 1 });
    site.submit(job(3, image("alpine")));
    assert.deepEqual(agentsOf(site.cycle(site.offer("a3", 1))), ["a3"], "it does not wait for the second");
  });

  it("starts where it fits best when the site gives nothing for it", () => {
    const site = aSiteThatRan("alpine", { localityWeight: 0 });
    site.submit(job(2, image("alpine")));
    assert.deepEqual(agentsOf(site.offers()), ["a1"]);
  });

  it("does not stray from a machine that it fills much better than the image is worth", () => {
    const site = aSiteThatRan("alpine", { localityWeight: 5 });
    const resources = someResources({ cpus: 4, memoryBytes: 16 * 1024 ** 3 });
    site.submit(job(2, { ...image("alpine"), resources }));
    assert.deepEqual(agentsOf(site.offers()), ["a1"]);
  });

  it("takes no room beside GPUs for it while others will do", () => {
    const c = aCore({ localityWeight: 100, gpuReserve: 0 });
    c.connect();
    const total = { cpusMilli: 8000, memMib: 65_536, diskMib: 100_000, gpus: 2 };
    c.cycle(c.inventory(["a1", 8, 64], ["g1", 8, 64, { total }]));
    c.submit(job(1, { ...image("alpine"), resources: someResources({ gpus: 1 }) }));
    assert.deepEqual(agentsOf(c.cycle(c.offer("g1", 8, 64, { resources: total }))), ["g1"]);
    c.cycle(c.status("1.1.1", "running", { agentId: "g1" }));
    c.submit(job(2, image("alpine")));
    const rest = { ...total, cpusMilli: 7000, gpus: 1 };
    assert.deepEqual(agentsOf(c.cycle(c.offer("g1", 7, 63, { resources: rest }), c.offer("a1", 8))), ["a1"]);
  });

  it("finds it there for a day after it ran", () => {
    const site = aSiteThatRan("alpine");
    site.advance(DAY_MS + 1);
    site.submit(job(2, image("alpine")));
    assert.deepEqual(agentsOf(site.offers()), ["a1"]);
  });

  it("finds it there also when another leader follows, as long as the task runs", () => {
    const site = aSite();
    const body = job(1, image("alpine"));
    const placement = { backend: "mesos", agentId: "a2", hostname: "a2.example", access: "" };
    const runs = anAttempt({ state: "running", placement, runningAtMs: 1 });
    const status = { ...newStatus(body), waiting: [], running: 1, state: "running" as const };
    site.core.loadJob({ ...body, status }, [runs], new Map());
    site.submit(job(2, image("alpine")));
    assert.deepEqual(agentsOf(site.offers()), ["a2"]);
  });
});

describe("a job that prefers machines with its data", () => {
  it("starts there, and elsewhere when there is no room", () => {
    const site = aSite();
    site.submit(job(1, prefer("genomes", "proteins")), job(2, prefer("proteins")));
    const decision = site.offers();
    assert.deepEqual(placesOf(decision), { 1: "a2", 2: "a1" });
    assert.deepEqual(near(decision), { data: 1, noData: 1 });
    site.submit(job(3, prefer("genomes")));
    assert.deepEqual(agentsOf(site.cycle(site.offer("a1", 1))), ["a1"]);
  });

  it("weighs each of its wishes equally", () => {
    const site = aSiteThatRan("alpine");
    site.submit(job(2, { ...image("alpine"), prefer: [{ attribute: "hostname", values: ["a3.example"] }] }));
    site.submit(job(3, { ...image("alpine"), ...prefer("genomes") }));
    assert.deepEqual(placesOf(site.offers()), { 2: "a3", 3: "a2" });
  });
});

describe("images that were seen", () => {
  it("are kept on the last machines that ran them, and no more than so many", () => {
    const seen = new SeenImages();
    for (let at = 0; at < 100; at += 1) seen.add("alpine", `a${at}`, at);
    assert.equal(seen.has("alpine", "a35", 100), false);
    assert.equal(seen.has("alpine", "a36", 100), true);
    assert.deepEqual(seen.agents("alpine").slice(0, 2), ["a99", "a98"]);
    for (let at = 0; at < 2000; at += 1) seen.add(`i${at}`, "a1", at);
    assert.equal(seen.has("alpine", "a99", 100), false);
  });
});
