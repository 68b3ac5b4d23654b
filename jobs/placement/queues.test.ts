import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aSpec, someResources } from "../life/job.builders.ts";
import { projectProblems, queueProblems, withQueueDefaults, type SiteQueue } from "./queues.ts";
import type { JobSpec } from "../spec/spec.ts";

const QUEUES: readonly SiteQueue[] = [
  { name: "default", limits: {} },
  {
    name: "short",
    image: "debian:12",
    walltimeSeconds: 600,
    projects: ["biology"],
    executors: ["mesos"],
    limits: { cpus: 8, memoryBytes: 2 ** 34, walltimeSeconds: 3600, arrayTasks: 100 },
  },
  { name: "long", limits: { walltimeSeconds: 86_400 } },
];
const pointers = (fields: Partial<JobSpec>) =>
  queueProblems(aSpec({ project: "biology", walltimeSeconds: 60, ...fields }), QUEUES, [
    "mesos",
    "docker",
  ]).map(({ code, pointer }) => `${pointer} ${code}`);

describe("a queue", () => {
  it("gives a job what that does not say itself", () => {
    const filled = (document: object) => withQueueDefaults(document, QUEUES, "default");
    assert.deepEqual(filled({}), { queue: "default" });
    assert.deepEqual(filled({ queue: "short" }), {
      queue: "short",
      image: "debian:12",
      walltimeSeconds: 600,
    });
    assert.deepEqual(filled({ queue: "short", image: "a", walltimeSeconds: 5 }), {
      queue: "short",
      image: "a",
      walltimeSeconds: 5,
    });
    assert.deepEqual(filled({ queue: "long" }), { queue: "long", walltimeSeconds: 86_400 });
    assert.deepEqual(filled({ queue: "nowhere" }), { queue: "nowhere" });
  });

  it("has its limits, for one task and for an array", () => {
    const within = {
      queue: "short",
      resources: someResources({ cpus: 8 }),
      array: { from: 1, to: 100, step: 1 },
    };
    assert.deepEqual(pointers(within), []);
    assert.deepEqual(
      pointers({ queue: "short", resources: someResources({ cpus: 8.5, memoryBytes: 2 ** 35 }) }),
      ["/resources/cpus range", "/resources/memoryBytes range"],
    );
    assert.deepEqual(
      pointers({ queue: "short", walltimeSeconds: 3601, array: { from: 0, to: 100, step: 1 } }),
      ["/walltimeSeconds range", "/array range"],
    );
  });

  it("takes the jobs of its projects, to its clusters", () => {
    assert.deepEqual(pointers({ queue: "short", project: "physics" }), ["/queue conflict"]);
    assert.deepEqual(pointers({ queue: "short", executor: "docker" }), ["/executor conflict"]);
    assert.deepEqual(pointers({ queue: "default", executor: "docker" }), []);
    assert.deepEqual(pointers({ queue: "default", executor: "moon" }), ["/executor unknown_name"]);
  });

  it("must be one of the site", () => {
    const [problem] = queueProblems(aSpec({ queue: "shrt" }), QUEUES, []);
    assert.deepEqual([problem?.code, problem?.hint], ["unknown_name", "did you mean short?"]);
  });
});

describe("a project", () => {
  const projects = [{ name: "default" }, { name: "biology", members: ["ada"] }];
  const of = (user: string, project: string) => projectProblems(aSpec({ project }), user, projects).length;
  it("takes the jobs of its members, and those of everybody when it has no list", () => {
    assert.deepEqual([of("ada", "biology"), of("eve", "default")], [0, 0]);
  });
  it("is for others like one that is not there", () => {
    const [known] = projectProblems(aSpec({ project: "biology" }), "eve", projects);
    const [unknown] = projectProblems(aSpec({ project: "chemistry" }), "eve", projects);
    assert.deepEqual([known?.code, known?.allowed], [unknown?.code, unknown?.allowed]);
    assert.equal(known?.allowed, "default");
  });
  it("may have any name where the site has none", () => {
    assert.deepEqual(projectProblems(aSpec({ project: "x" }), "eve", []), []);
  });
});
