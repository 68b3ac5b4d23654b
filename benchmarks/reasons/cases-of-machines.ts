import { MINUTE_MS, NOON, type CorePlanting } from "./core-planting.ts";
import { fillOurs, fillSlurm, needs } from "./cases-of-room.ts";
import { detail, NOTHING, obstacle, type PlantedCase } from "./planted-case.ts";
import type { SlurmPlanting } from "./slurm-planting.ts";

const OUT_OF_SERVICE = obstacle(
  "a machine that it needs is out of service",
  {
    reason: /UnavailableNodes:|DOWN, DRAINED or reserved/,
    because: "both are said of machines that are down or drained",
  },
  /drained|not in service/,
);
const WHICH_MACHINE = detail("which", { reason: /UnavailableNodes:n3\b/ }, /\(n3\.example\)/);

/** Machines with room that may not be used: out of service, going away, and for those who go first. */
export const CASES_OF_MACHINES: readonly PlantedCase[] = [
  {
    name: "the machine with GPUs drained",
    facts: [OUT_OF_SERVICE, WHICH_MACHINE],
    async inSlurm({ after, control, submit }) {
      control("update", "NodeName=n3", "State=DRAIN", "Reason=disk");
      after(() => control("update", "NodeName=n3", "State=RESUME"));
      return { job: submit("--gres=gpu:1") };
    },
    kinds: ["no_room"],
    tuning: { closings: [{ node: "n3", by: "root", reason: "disk", sinceMs: NOON }] },
    inOurs({ offer, submit }) {
      submit(1, needs({ gpus: 1 }));
      offer();
    },
  },
  {
    name: "the machine with GPUs lost",
    facts: [OUT_OF_SERVICE, WHICH_MACHINE],
    async inSlurm({ after, control, slurm, submit }) {
      await slurm.killNode("n3");
      control("update", "NodeName=n3", "State=DOWN", "Reason=silent");
      after(() => slurm.startNode("n3"));
      return { job: submit("--gres=gpu:1") };
    },
    kinds: ["no_room"],
    inOurs({ offer, setMachines, submit }) {
      submit(1, needs({ gpus: 1 }));
      setMachines((name) => (name === "n3" ? { active: false } : {}));
      offer(["n1", "n2"]);
    },
  },
  {
    name: "all machines drained",
    facts: [
      OUT_OF_SERVICE,
      detail("which, or how many", { reason: /n\[1-3\]/ }, /\b3 that are drained/),
      detail("drained, not lost or kept for others", { reason: /drained(?! or)/i }, /that are drained/),
    ],
    async inSlurm({ after, control, submit }) {
      control("update", "NodeName=n[1-3]", "State=DRAIN", "Reason=power");
      after(() => control("update", "NodeName=n[1-3]", "State=RESUME"));
      return { job: submit() };
    },
    kinds: ["no_room"],
    tuning: {
      closings: ["n1", "n2", "n3"].map((node) => ({ node, by: "root", reason: "power", sinceMs: NOON })),
    },
    inOurs({ offer, submit }) {
      submit(1);
      offer();
    },
  },
  {
    name: "a maintenance that comes before it would end",
    facts: [
      obstacle(
        "the machines go away before it would end",
        { reason: /Reserved for maintenance/ },
        /go away at .*, before its limit of 1 h would end/,
      ),
      detail(
        "when",
        { beside: /StartTime=2/, because: "the record tells when they are back" },
        /go away at 12:03 UTC/,
      ),
    ],
    async inSlurm({ after, control, submit }) {
      const maintenance = ["Flags=MAINT", "Nodes=ALL", "Users=daemon", "Duration=60"];
      control("create", "ReservationName=service", "StartTime=now+3minutes", ...maintenance);
      after(() => control("delete", "ReservationName=service"));
      return { job: submit("-t", "60") };
    },
    kinds: ["no_room", "maintenance"],
    tuning: { maintenance: { policy: "finish", marginMs: 0, assumedMs: MINUTE_MS } },
    inOurs({ offer, submit }) {
      submit(1, { walltimeSeconds: 3600 });
      offer(undefined, { unavailability: { startMs: NOON + 3 * MINUTE_MS } });
    },
  },
  {
    name: "an earlier job of its own account",
    facts: [
      obstacle("another goes first", { reason: /^Priority$/ }, /before it go/),
      detail("how many, and whose", NOTHING, /before it go 1 of your own jobs/),
    ],
    async inSlurm(planting) {
      await fillSlurm(planting);
      planting.submit("-n1");
      return { job: planting.submit("-n1", "--nice=100") };
    },
    // All is in use, too.
    kinds: ["no_room", "turn"],
    inOurs(planting) {
      fillOurs(planting);
      planting.submit(2);
      planting.submit(1, { priority: 10 });
      planting.offer();
    },
  },
  {
    name: "a machine that is being emptied for it",
    facts: [
      obstacle("not enough is free now", { reason: /^Resources$/ }, /it asks for 4 CPUs; the nearest is/),
      detail(
        "which machine it gets",
        { beside: /SchedNodeList=n1\b/, because: "the record tells what is planned" },
        /it gets n1\.example/,
      ),
      detail(
        "when",
        { beside: /StartTime=2/, because: "the record tells what is planned" },
        /n1\.example about 12:20 UTC/,
      ),
    ],
    async inSlurm(planting) {
      await busyForSlurm(planting);
      const job = planting.submit("-N1", "-n4", "-t", "60");
      await untilPlanned(planting, job);
      return { job };
    },
    kinds: ["no_room", "reserving"],
    tuning: { reserveAfterMs: 1000 },
    inOurs(planting) {
      busyForOurs(planting);
      planting.submit(1, { ...needs({ cpus: 4 }), walltimeSeconds: 3600 });
      passOver(planting);
    },
  },
  {
    name: "room that is kept for another",
    facts: [
      obstacle(
        "what is free is kept for another",
        {
          reason: /^Priority$/,
          because: "what is kept is kept for jobs of higher priority",
        },
        /with room that is kept for job/,
      ),
      detail("for which", NOTHING, /kept for job 2\b/),
      detail("where", NOTHING, /\(n1\.example\)/),
    ],
    async inSlurm(planting) {
      await busyForSlurm(planting);
      const wide = planting.submit("-N1", "-n4", "-t", "60");
      await untilPlanned(planting, wide);
      return { job: planting.submit("-n1", "-t", "600") };
    },
    kinds: ["no_room", "turn"],
    tuning: { reserveAfterMs: 1000 },
    inOurs(planting) {
      busyForOurs(planting);
      planting.submit(2, { ...needs({ cpus: 4 }), walltimeSeconds: 3600 });
      passOver(planting);
      planting.submit(1, { walltimeSeconds: 36_000 });
      planting.offer(["n1"]);
    },
  },
];

/** One CPU of n1 is free and nothing else; n1 is the first that will be empty. */
async function busyForSlurm({ occupy }: SlurmPlanting): Promise<void> {
  await occupy("-w", "n1", "-n3", "-t", "20");
  await occupy("-w", "n2,n3", "-N2", "-n8", "-t", "40");
}
async function untilPlanned({ slurm, until }: SlurmPlanting, job: string): Promise<void> {
  await until("a node is planned for it", () =>
    slurm.run("scontrol", ["show", "job", job]).includes("SchedNodeList="),
  );
}
function busyForOurs({ c, occupy }: CorePlanting): void {
  occupy(11, "n1", { ...needs({ cpus: 3 }), walltimeSeconds: 1200 });
  occupy(12, "n2", { ...needs({ cpus: 4 }), walltimeSeconds: 2400 });
  occupy(13, "n3", { ...needs({ cpus: 4 }), walltimeSeconds: 2400 });
  c.cycle(...["11.1.1", "12.1.1", "13.1.1"].map((task) => c.status(task, "running")));
}
/** A small one starts before the job that waits, and ends; then that is looked at again for a minute. */
function passOver({ c, offer, submit }: CorePlanting): void {
  submit(20, { walltimeSeconds: 60 });
  offer(["n1"]);
  c.advance(1000);
  c.cycle(c.status("20.1.1", "running"));
  c.cycle(c.status("20.1.1", "finished"));
  offer(["n1"]);
  for (let n = 0; n < 4; n += 1) c.advance(15_000);
}
