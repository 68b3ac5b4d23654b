import { someResources } from "../../jobs/life/job.builders.ts";
import type { JobSpec } from "../../jobs/spec/spec.ts";
import type { Cause } from "../../offers/explanation.ts";
import type { AgentInfo, Offer } from "../../offers/offer.ts";
import { sentences } from "../../offers/sentences.ts";
import { faultsOf } from "../../simulation/checkers/check-explanation.ts";
import { aCore, job, vector } from "../../scheduler/core/core.builders.ts";
import { NODES } from "./slurm-planting.ts";
import type { OurAnswer } from "./verdict.ts";

type Core = ReturnType<typeof aCore>;
type Tuning = NonNullable<Parameters<typeof aCore>[0]>;
type Fields = Partial<JobSpec> & { readonly user?: string };

/** Noon of some day. */
export const NOON = Date.UTC(2026, 0, 5, 12);
export const MINUTE_MS = 60_000;

/** The core of the scheduler with the machines of `NODES`, as far as a cause is planted in it. */
export interface CorePlanting {
  readonly c: Core;
  /** Offers all that these machines have free: all of them, or those named. */
  offer(names?: readonly string[], more?: Partial<Offer>): void;
  /** Submits a job that starts now, on that machine. */
  occupy(id: number, name: string, fields?: Fields): void;
  submit(id: number, fields?: Fields): void;
  /** Tells the core anew what machines there are. */
  setMachines(more: (name: string) => Partial<AgentInfo>): void;
}

/** @returns what is said of job 1; `kinds` are those that may be named */
export function askOurs(
  kinds: readonly Cause["kind"][],
  plant: (planting: CorePlanting) => void,
  tuning: Tuning = {},
): OurAnswer {
  const c = aCore({ nowMs: NOON, licences: { matlab: 1 }, ...tuning });
  plant(corePlanting(c));
  const explanation = c.core.explain(1);
  if (explanation === undefined) throw new Error("the core knows no job 1");
  return {
    sentences: sentences(explanation),
    untrue: [
      ...explanation.causes.filter(({ kind }) => !kinds.includes(kind)).map(({ kind }) => `not so: ${kind}`),
      ...faultsOf(c.core.dump(), explanation),
    ],
  };
}

function corePlanting(c: Core): CorePlanting {
  const attributes = new Map(
    NODES.map(({ feature, gpus, name }) => [
      name,
      { zone: feature?.slice(-1) ?? "", ...(gpus === undefined ? {} : { gpu_model: gpus.model }) },
    ]),
  );
  const totals = new Map(
    NODES.map(({ cpus, gpus, memMib, name }) => [
      name,
      { ...vector(cpus, memMib / 1024), gpus: gpus?.count ?? 0 },
    ]),
  );
  const free = new Map(totals);
  const setMachines: CorePlanting["setMachines"] = (more) => {
    c.cycle(
      c.inventory(
        ...NODES.map(({ cpus, memMib, name }) => {
          const own = { attributes: attributes.get(name) ?? {}, total: totals.get(name) ?? vector(0, 0) };
          return [name, cpus, memMib / 1024, { ...own, ...more(name) }] as const;
        }),
      ),
    );
  };
  const offer: CorePlanting["offer"] = (names = NODES.map(({ name }) => name), more = {}) => {
    const offers = names.map((name) =>
      c.offer(name, 0, 0, {
        attributes: attributes.get(name) ?? {},
        resources: free.get(name) ?? vector(0, 0),
        ...more,
      }),
    );
    c.cycle(...offers);
  };
  const submit: CorePlanting["submit"] = (id, fields) => void c.submit(job(id, fields));
  c.connect();
  setMachines(() => ({}));
  return {
    c,
    offer,
    setMachines,
    submit,
    occupy(id, name, fields = {}) {
      const resources = someResources(fields.resources);
      submit(id, {
        ...fields,
        resources,
        constraints: [{ attribute: "hostname", op: "eq", values: [`${name}.example`] }],
      });
      offer([name]);
      const left = free.get(name) ?? vector(0, 0);
      free.set(name, {
        ...left,
        cpusMilli: left.cpusMilli - resources.cpus * 1000,
        memMib: left.memMib - resources.memoryBytes / 1024 ** 2,
        gpus: left.gpus - resources.gpus,
      });
    },
  };
}
