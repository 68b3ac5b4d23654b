import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aSpec } from "../life/job.builders.ts";
import type { JobSpec } from "../spec/spec.ts";
import { volumeProblems } from "./volumes.ts";

const VOLUMES = [
  { name: "work", source: "/data/work", mode: "rw" },
  { name: "reference", source: "/data/reference", mode: "ro" },
] as const;
const IMAGE = { ref: "debian:12", pull: "ifNotPresent" } as const;
const pointers = (fields: Partial<JobSpec>, jobsDirectory: string | undefined = "/data/jobs") =>
  volumeProblems(aSpec(fields), VOLUMES, jobsDirectory).map(({ code, pointer }) => `${pointer} ${code}`);
const io = (stdout: string) => ({ stdout, join: false });
const work = (fields: object = {}) => [{ name: "work", mode: "rw", ...fields }] as const;

describe("the volumes of a job", () => {
  it("may be shown in part where jobs cannot write", () => {
    const volumes = [{ name: "reference", mode: "ro", subPath: "9606", path: "/ref" }] as const;
    assert.deepEqual(pointers({ image: IMAGE, volumes }), []);
  });
  it("are not, where a job could turn the part into a way out", () => {
    assert.deepEqual(pointers({ image: IMAGE, volumes: work({ subPath: "a" }) }), [
      "/volumes/0/subPath conflict",
    ]);
    assert.deepEqual(
      pointers({ volumes: work({ subPath: "a" }) }),
      [],
      "without an image nothing is mounted",
    );
  });
  it("do not hide each other, nor the job's directory", () => {
    const both = [{ name: "reference", mode: "ro", path: "/data/work/x" }, ...work()] as const;
    assert.deepEqual(pointers({ image: IMAGE, volumes: both }), ["/volumes/0/path conflict"]);
    assert.deepEqual(pointers({ image: IMAGE, volumes: work({ path: "/data" }) }), [
      "/volumes/0/path conflict",
    ]);
  });
});

describe("files of a job", () => {
  it("are in its directory, or on a volume that it may write to", () => {
    assert.deepEqual(pointers({ io: io("a/%j.out") }), []);
    assert.deepEqual(pointers({ io: io("/dev/null") }), []);
    assert.deepEqual(pointers({ io: io("/data/work/%j.out"), volumes: work() }), []);
    assert.deepEqual(pointers({ image: IMAGE, io: io("/w/a"), volumes: work({ path: "/w" }) }), []);
  });
  it("are nowhere else", () => {
    assert.deepEqual(pointers({ io: io("/etc/cron.d/x") }), ["/io/stdout conflict"]);
    assert.deepEqual(pointers({ io: io("/data/work/a") }), ["/io/stdout conflict"], "no volume of this job");
    assert.deepEqual(pointers({ io: io("/data/work%u/a"), volumes: work() }), ["/io/stdout conflict"]);
    const volumes = [{ name: "reference", mode: "ro" }] as const;
    assert.deepEqual(pointers({ io: io("/data/reference/a"), volumes }), ["/io/stdout conflict"]);
    assert.deepEqual(pointers({ io: { stdin: "/data/reference/a", join: false }, volumes }), []);
  });
  it("need agents that see the directories of jobs", () => {
    const found = volumeProblems(aSpec({ workdir: "/" }), VOLUMES, undefined).map(
      ({ code, pointer }) => `${pointer} ${code}`,
    );
    assert.deepEqual(found, ["/workdir not_supported"]);
  });
});
