import { CASES_OF_MACHINES } from "./cases-of-machines.ts";
import { CASES_OF_ROOM } from "./cases-of-room.ts";
import { CASES_OF_THE_JOB } from "./cases-of-the-job.ts";
import type { PlantedCase } from "./planted-case.ts";

/** One cause each. */
export const CAUSES: readonly PlantedCase[] = [...CASES_OF_THE_JOB, ...CASES_OF_ROOM, ...CASES_OF_MACHINES];
