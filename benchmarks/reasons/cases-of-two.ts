import { after } from "../../scheduler/core/core.builders.ts";
import {
  AFTER_ANOTHER,
  BEGINS_LATER,
  beginLater,
  HELD,
  NO_LICENCE,
  withLicence,
} from "./cases-of-the-job.ts";
import { fillOurs, fillSlurm, NO_CPUS } from "./cases-of-room.ts";
import type { PlantedCase } from "./planted-case.ts";

/** Two causes at once, of which each would keep the job alone. */
export const CASES_OF_TWO: readonly PlantedCase[] = [
  {
    name: "held, and not before its time",
    facts: [HELD, ...BEGINS_LATER],
    inSlurm: async ({ submit }) => ({ job: submit("-H", "--begin=now+1hour") }),
    kinds: ["held", "begin_time"],
    inOurs({ offer, submit }) {
      submit(1, { hold: true, ...beginLater });
      offer();
    },
  },
  {
    name: "after a job that runs, and not before its time",
    facts: [...AFTER_ANOTHER, ...BEGINS_LATER],
    async inSlurm({ occupy, submit }) {
      const parent = await occupy();
      return { job: submit("-d", `afterok:${parent}`, "--begin=now+1hour"), words: { parent } };
    },
    kinds: ["dependencies", "begin_time"],
    inOurs({ occupy, offer, submit }) {
      occupy(2, "n1");
      submit(1, { dependencies: [after(2)], ...beginLater });
      offer();
    },
  },
  {
    name: "a licence in use, and all CPUs",
    facts: [...NO_LICENCE, ...NO_CPUS],
    async inSlurm(planting) {
      await fillSlurm(planting, "-L", "matlab:1");
      return { job: planting.submit("-L", "matlab:1") };
    },
    kinds: ["licence", "no_room"],
    inOurs(planting) {
      planting.submit(3, withLicence);
      planting.offer(["n1"]);
      fillOurs(planting);
      planting.submit(1, withLicence);
      planting.offer();
    },
  },
];
