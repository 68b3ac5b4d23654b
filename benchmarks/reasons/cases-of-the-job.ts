import { after } from "../../scheduler/core/core.builders.ts";
import { aRetryPolicy, someResources } from "../../jobs/life/job.builders.ts";
import { MINUTE_MS, NOON } from "./core-planting.ts";
import { detail, NOTHING, obstacle, type PlantedCase } from "./planted-case.ts";

/** In an hour. */
const BEGIN = {
  notBefore: new Date(NOON + 60 * MINUTE_MS).toISOString(),
  words: /may not start before 13:00 UTC/,
};

export const HELD = obstacle(
  "it is held by its owner",
  { reason: /^JobHeldUser$/ },
  /it is held; `godocker release`/,
);
export const BEGINS_LATER = [
  obstacle("it has a time before which it must not begin", { reason: /^BeginTime$/ }, BEGIN.words),
  detail("which", { beside: /EligibleTime=2/, because: "the record tells the instant" }, /13:00/),
];
export const AFTER_ANOTHER = [
  obstacle("it comes after another job", { reason: /^Dependency$/ }, /it waits for job/),
  detail(
    "which, and how that must end",
    {
      beside: ({ parent }) => new RegExp(`Dependency=afterok:${parent}\\(unfulfilled\\)`),
      because: "the record tells the job",
    },
    /job 2 \(\w+\) to succeed/,
  ),
];
export const NO_LICENCE = [
  obstacle("no licence is free", { reason: /^Licenses$/ }, /licences of/),
  detail(
    "of what",
    { beside: /Licenses=matlab:1/, because: "it asks for one kind, so it can be no other" },
    /1 of 1 licences of matlab is in use/,
  ),
];
export const beginLater = { notBefore: BEGIN.notBefore };
export const withLicence = { resources: someResources({ licences: { matlab: 1 } }) };

/** What keeps a job before anything is looked for: causes of its own. */
export const CASES_OF_THE_JOB: readonly PlantedCase[] = [
  {
    name: "held by its owner",
    facts: [HELD],
    inSlurm: async ({ submit }) => ({ job: submit("-H") }),
    kinds: ["held"],
    inOurs({ offer, submit }) {
      submit(1, { hold: true });
      offer();
    },
  },
  {
    name: "held by an administrator",
    facts: [
      obstacle(
        "it is held by an administrator",
        { reason: /^JobHeldAdmin$/ },
        /it is held by an administrator/,
      ),
    ],
    async inSlurm({ control, submit }) {
      const job = submit("-H");
      control("hold", job);
      return { job };
    },
    kinds: ["held"],
    inOurs({ c, offer, submit }) {
      submit(1, { hold: true });
      c.request({ verb: "hold", admin: true, by: "root" });
      offer();
    },
  },
  {
    name: "not before its time",
    facts: BEGINS_LATER,
    inSlurm: async ({ submit }) => ({ job: submit("--begin=now+1hour") }),
    kinds: ["begin_time"],
    inOurs({ offer, submit }) {
      submit(1, beginLater);
      offer();
    },
  },
  {
    name: "after a job that runs",
    facts: AFTER_ANOTHER,
    async inSlurm({ occupy, submit }) {
      const parent = await occupy();
      return { job: submit("-d", `afterok:${parent}`), words: { parent } };
    },
    kinds: ["dependencies"],
    inOurs({ occupy, offer, submit }) {
      occupy(2, "n1");
      submit(1, { dependencies: [after(2)] });
      offer();
    },
  },
  {
    name: "after a job that failed",
    facts: [
      obstacle(
        "what it waits for can never be",
        { reason: /^DependencyNeverSatisfied$/ },
        /did not end as it should/,
      ),
      detail(
        "of which job",
        {
          beside: ({ parent }) => new RegExp(`Dependency=afterok:${parent}\\(failed\\)`),
          because: "the record tells the job",
        },
        /because job 2 did not/,
      ),
    ],
    async inSlurm({ control, failing, stateOf, submit, until }) {
      const parent = submit("-H", failing);
      const job = submit("-d", `afterok:${parent}`);
      control("release", parent);
      await until("the parent has failed", () => stateOf(parent) === "FAILED");
      return { job, words: { parent } };
    },
    kinds: ["held"],
    inOurs({ c, occupy, offer, submit }) {
      occupy(2, "n1", { retry: aRetryPolicy({ maxAttempts: 1, on: [] }) });
      submit(1, { dependencies: [after(2, { unmet: "hold" })] });
      c.cycle(c.status("2.1.1", "failed", { exitCode: 1 }));
      offer();
    },
  },
  {
    name: "an array that runs no more at once",
    facts: [
      obstacle(
        "the array runs as many tasks as it may",
        { reason: /^JobArrayTaskLimit$/ },
        /the array runs at most/,
      ),
      detail(
        "how many",
        { beside: /ArrayTaskThrottle=1\b/, because: "the record tells the number" },
        /at most 1 tasks/,
      ),
    ],
    async inSlurm({ slurm, submit, until }) {
      const job = submit("--array=0-3%1");
      await until("one of them runs", () => slurm.run("squeue", ["-h", "-t", "RUNNING"]).trim() !== "");
      return { job };
    },
    kinds: ["throttle"],
    inOurs({ offer, submit }) {
      submit(1, { array: { from: 0, to: 3, step: 1, maxConcurrent: 1 } });
      offer(["n1"]);
      offer(["n2"]);
    },
  },
  {
    name: "a licence that is in use",
    facts: NO_LICENCE,
    async inSlurm({ occupy, submit }) {
      await occupy("-L", "matlab:1");
      return { job: submit("-L", "matlab:1") };
    },
    kinds: ["licence"],
    inOurs({ occupy, offer, submit }) {
      occupy(2, "n1", withLicence);
      submit(1, withLicence);
      offer();
    },
  },
  {
    name: "a pause before it is tried again",
    facts: [
      obstacle(
        "it must not begin yet",
        { reason: /^BeginTime$/, because: "Slurm has no reason of its own for it" },
        /will be tried again in/,
      ),
      detail(
        "because it was tried before",
        { beside: /Restarts=[1-9]/, because: "the record counts restarts" },
        /a task failed and/,
      ),
      detail("until when", { beside: /EligibleTime=2/, because: "the record tells the instant" }, /in \d+ s/),
    ],
    async inSlurm({ control, occupy, stateOf, until }) {
      const job = await occupy("--requeue");
      control("requeue", job);
      await until("it waits again", () => stateOf(job) === "PENDING");
      return { job };
    },
    kinds: ["backoff"],
    inOurs({ c, offer, submit }) {
      submit(1);
      offer(["n1"]);
      c.cycle(c.status("1.1.1", "failed", { fault: "launch" }));
      offer(["n2"]);
    },
  },
  {
    name: "a cluster that is switched off",
    facts: [
      obstacle(
        "nothing new starts in its cluster (partition)",
        { reason: /^PartitionDown$/ },
        /which is switched off/,
      ),
      detail(
        "which",
        { beside: /Partition=debug/, because: "a job is in one partition, so it can be no other" },
        /of the cluster "mesos"/,
      ),
    ],
    async inSlurm({ after: then, control, submit }) {
      control("update", "PartitionName=debug", "State=DOWN");
      then(() => control("update", "PartitionName=debug", "State=UP"));
      return { job: submit() };
    },
    kinds: ["no_room"],
    tuning: { closings: [{ backend: "mesos", by: "root", reason: "new switch", sinceMs: NOON }] },
    inOurs({ offer, submit }) {
      submit(1);
      offer();
    },
  },
  {
    name: "a cluster without machines",
    facts: [
      obstacle(
        "its cluster (partition) has nothing for it",
        { reason: /^PartitionConfig$/, because: "the partition's configuration is to blame, it says" },
        /has no agents/,
      ),
      detail("as it has no machines", NOTHING, /has no agents/),
    ],
    async inSlurm({ after: then, control, submit }) {
      control("create", "PartitionName=empty");
      then(() => control("delete", "PartitionName=empty"));
      return { job: submit("-p", "empty") };
    },
    kinds: ["no_agents"],
    inOurs({ c, submit }) {
      c.cycle(c.inventory());
      submit(1);
    },
  },
];
