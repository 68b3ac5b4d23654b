import { someResources } from "../../jobs/life/job.builders.ts";
import type { JobResources } from "../../jobs/spec/spec.ts";
import type { CorePlanting } from "./core-planting.ts";
import { detail, NOTHING, obstacle, type PlantedCase } from "./planted-case.ts";
import type { SlurmPlanting } from "./slurm-planting.ts";

const GIB = 1024 ** 3;
export const needs = (resources: Partial<JobResources>) => ({ resources: someResources(resources) });
const on = (attribute: string, value: string) => ({
  constraints: [{ attribute, op: "eq" as const, values: [value] }],
});

/** All CPUs of all machines. */
export async function fillSlurm({ occupy }: SlurmPlanting, ...args: readonly string[]): Promise<void> {
  await occupy("-N3", "-n12", ...args);
}
export function fillOurs({ occupy }: CorePlanting, walltimeSeconds = 86_400): void {
  for (const [at, name] of ["n1", "n2", "n3"].entries())
    occupy(11 + at, name, { ...needs({ cpus: 4 }), walltimeSeconds });
}

const NO_ROOM = obstacle(
  "not enough is free now",
  { reason: /^Resources$/ },
  /it asks for .*; the nearest is/,
);
const NO_CPU = detail("of CPUs", NOTHING, /it asks for \d+ CPUs?; .*without enough cpu/);
export const NO_CPUS = [NO_ROOM, NO_CPU];
const NO_GPU = detail("of GPUs", NOTHING, /without enough GPUs/);

const NEVER = obstacle(
  "no machine can ever run it",
  {
    reason: /Requested node configuration is not available|^PartitionConfig$/,
    because: "sbatch refuses it for that, or the partition is not made for it",
  },
  /more than any of 3 agents has|no agent is of a kind that it may use/,
);
/** Room: what there never is, and what is in use. */
export const CASES_OF_ROOM: readonly PlantedCase[] = [
  {
    name: "more CPUs than any machine has",
    facts: [NEVER, detail("of CPUs", NOTHING, /it asks for 64 CPUs/)],
    inSlurm: async ({ submit }) => ({ job: submit("-N1", "-n64") }),
    kinds: ["never_fits"],
    inOurs({ offer, submit }) {
      submit(1, needs({ cpus: 64 }));
      offer();
    },
  },
  {
    name: "more memory than any machine has",
    facts: [NEVER, detail("of memory", { reason: /Memory specification/ }, /it asks for 900 GiB memory/)],
    inSlurm: async ({ submit }) => ({ job: submit("--mem=900G") }),
    kinds: ["never_fits"],
    inOurs({ offer, submit }) {
      submit(1, needs({ memoryBytes: 900 * GIB }));
      offer();
    },
  },
  {
    name: "a feature that no machine has",
    facts: [
      obstacle(
        "no machine has a feature that it asks for",
        { reason: /Invalid feature specification/, because: "sbatch refuses it for that" },
        /no agent is of a kind that it may use/,
      ),
      detail(
        "which",
        { reason: /Invalid feature specification/, because: "it asks for one, so it can be no other" },
        /without zone = c/,
      ),
    ],
    inSlurm: async ({ submit }) => ({ job: submit("-C", "zone_c") }),
    kinds: ["no_match"],
    inOurs({ offer, submit }) {
      submit(1, on("zone", "c"));
      offer();
    },
  },
  {
    name: "a model of GPU that no machine has",
    facts: [NEVER, detail("of that model of GPU", { reason: /gres|gpu/i }, /without gpu_model = a100/)],
    inSlurm: async ({ submit }) => ({ job: submit("--gres=gpu:a100:1") }),
    kinds: ["no_match"],
    inOurs({ offer, submit }) {
      submit(1, needs({ gpus: 1, gpuModel: "a100" }));
      offer();
    },
  },
  {
    name: "all CPUs in use",
    facts: NO_CPUS,
    async inSlurm(planting) {
      await fillSlurm(planting);
      return { job: planting.submit("-n1") };
    },
    kinds: ["no_room"],
    inOurs(planting) {
      fillOurs(planting);
      planting.submit(1);
      planting.offer();
    },
  },
  {
    name: "not enough memory free",
    facts: [NO_ROOM, detail("of memory", NOTHING, /it asks for 8 GiB memory; .*without enough memory/)],
    async inSlurm({ occupy, submit }) {
      await occupy("-N3", "-n3", "--mem=60G");
      return { job: submit("-n1", "--mem=8G") };
    },
    kinds: ["no_room"],
    inOurs({ occupy, offer, submit }) {
      for (const [at, name] of ["n1", "n2", "n3"].entries())
        occupy(11 + at, name, needs({ memoryBytes: 60 * GIB }));
      submit(1, needs({ memoryBytes: 8 * GIB }));
      offer();
    },
  },
  {
    name: "all GPUs in use",
    facts: [NO_ROOM, NO_GPU],
    async inSlurm({ occupy, submit }) {
      await occupy("--gres=gpu:2");
      return { job: submit("--gres=gpu:1") };
    },
    kinds: ["no_room"],
    inOurs({ occupy, offer, submit }) {
      occupy(2, "n3", needs({ gpus: 2 }));
      submit(1, needs({ gpus: 1 }));
      offer();
    },
  },
  {
    name: "all GPUs in use, while a wide job waits for other machines",
    facts: [
      obstacle(
        "not enough is free now",
        {
          reason: /^Resources$/,
          because:
            "Priority would be none: the job before it does not want n3, and without it this one waits, too",
        },
        /it asks for .*; the nearest is/,
      ),
      NO_GPU,
    ],
    async inSlurm({ occupy, submit }) {
      await occupy("--gres=gpu:2", "-n1");
      await occupy("-w", "n1", "-n4");
      submit("-x", "n3", "-N2", "-n8");
      return { job: submit("--gres=gpu:1") };
    },
    // The wide job is of the same account and came earlier: that it goes first is so, too.
    kinds: ["no_room", "turn"],
    inOurs({ occupy, offer, submit }) {
      occupy(2, "n3", needs({ gpus: 2 }));
      occupy(3, "n1", needs({ cpus: 4 }));
      submit(4, {
        ...needs({ cpus: 4 }),
        array: { from: 1, to: 2, step: 1, gang: {} },
        constraints: [{ attribute: "hostname", op: "ne", values: ["n3.example"] }],
      });
      submit(1, needs({ gpus: 1 }));
      offer();
    },
  },
  {
    name: "the only machine with its feature in use",
    facts: [NO_ROOM, NO_CPU],
    async inSlurm({ occupy, submit }) {
      await occupy("-C", "zone_b", "-n4");
      return { job: submit("-C", "zone_b") };
    },
    kinds: ["no_room"],
    inOurs({ occupy, offer, submit }) {
      occupy(2, "n2", needs({ cpus: 4 }));
      submit(1, on("zone", "b"));
      offer();
    },
  },
  {
    name: "the machine that it asks for in use",
    facts: [
      NO_ROOM,
      detail(
        "on that machine",
        { beside: /ReqNodeList=n2\b/, because: "the record tells what it asks for" },
        /the nearest is n2\.example/,
      ),
      NO_CPU,
    ],
    async inSlurm({ occupy, submit }) {
      await occupy("-w", "n2", "-n4");
      return { job: submit("-w", "n2") };
    },
    kinds: ["no_room"],
    inOurs({ occupy, offer, submit }) {
      occupy(2, "n2", needs({ cpus: 4 }));
      submit(1, on("hostname", "n2.example"));
      offer();
    },
  },
  {
    name: "tasks that start together, without room for all",
    facts: [
      obstacle("not enough is free now", { reason: /^Resources$/ }, /would fit now/),
      detail("for how many of them there is room", NOTHING, /its 3 tasks start together: 2 of 3/),
    ],
    async inSlurm({ occupy, submit }) {
      await occupy("-w", "n1", "-n4");
      return { job: submit("-N3", "--ntasks-per-node=3") };
    },
    kinds: ["gang"],
    inOurs({ occupy, offer, submit }) {
      occupy(2, "n1", needs({ cpus: 4 }));
      submit(1, { ...needs({ cpus: 3 }), array: { from: 1, to: 3, step: 1, gang: {} } });
      offer();
    },
  },
];
