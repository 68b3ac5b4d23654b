import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { judgeOurs, judgeSlurm, type Fact } from "./verdict.ts";

const NO_ROOM: Fact = {
  what: "no room",
  is: "obstacle",
  inSlurm: { reason: /^Resources$/ },
  inOurs: /it asks for/,
};
const CPUS: Fact = { what: "of CPUs", is: "detail", inSlurm: {}, inOurs: /CPUs/ };
const PARENT: Fact = {
  what: "after which job",
  is: "detail",
  inSlurm: { beside: ({ parent }) => new RegExp(`afterok:${parent}\\(`) },
  inOurs: /job 2/,
};
const slurm = (reason: string, beside = "") => ({ reason, beside, words: { parent: "7" } });

describe("an answer of Slurm", () => {
  it("is right when it holds all facts, in the reason or beside it", () => {
    assert.equal(
      judgeSlurm([NO_ROOM, PARENT], slurm("Resources", "Dependency=afterok:7(unfulfilled)")).verdict,
      "rightly",
    );
  });
  it("is incomplete when it names what keeps the job and not all that one must know", () => {
    assert.deepEqual(judgeSlurm([NO_ROOM, CPUS], slurm("Resources")), {
      verdict: "incompletely",
      missing: ["of CPUs"],
    });
    assert.equal(
      judgeSlurm([NO_ROOM, PARENT], slurm("Resources", "Dependency=afterok:70(unfulfilled)")).verdict,
      "incompletely",
      "another job than the one it waits for",
    );
  });
  it("is wrong when it names something else, whatever stands beside it", () => {
    assert.equal(judgeSlurm([NO_ROOM, PARENT], slurm("Priority", "afterok:7(")).verdict, "wrongly");
  });
  it("is none when there is no reason", () => {
    assert.equal(judgeSlurm([NO_ROOM], slurm("None")).verdict, "not at all");
  });
});

describe("an answer of ours", () => {
  it("is right when its sentences hold all facts", () => {
    const sentences = ["it asks for 4 CPUs"];
    assert.equal(judgeOurs([NO_ROOM, CPUS], { sentences, untrue: [] }).verdict, "rightly");
  });
  it("is wrong when it names what is not so, besides", () => {
    const sentences = ["it asks for 4 CPUs", "it is held"];
    assert.equal(judgeOurs([NO_ROOM, CPUS], { sentences, untrue: ["held"] }).verdict, "wrongly");
  });
  it("is incomplete when it names one of two causes", () => {
    const held: Fact = { what: "held", is: "obstacle", inSlurm: {}, inOurs: /it is held/ };
    assert.equal(
      judgeOurs([NO_ROOM, held], { sentences: ["it is held"], untrue: [] }).verdict,
      "incompletely",
    );
  });
  it("is none when nothing is said", () => {
    assert.equal(judgeOurs([NO_ROOM], { sentences: [], untrue: [] }).verdict, "not at all");
  });
});
