import type { BackendEvent, StatusUpdate, TaskState } from "../../offers/backend.ts";
import type { Capabilities } from "../../offers/backend.ts";
import { aCore, CAPABLE, launched, vector } from "../core/core.builders.ts";
import type { CoreInput, Decision } from "../state/decision.ts";
import type { Tuning } from "../state/tuning.ts";

/** A core with several clusters; whatever is launched on an offer is used up with it. */
export function clusters(
  names: readonly string[],
  changes: Partial<Tuning> & { readonly abilities?: Readonly<Record<string, Partial<Capabilities>>> } = {},
) {
  const { abilities = {}, ...tuning } = changes;
  const c = aCore(tuning);
  let offers = 0;
  const from = (backend: string, event: BackendEvent): CoreInput => ({ type: "backend", backend, event });
  for (const name of names) {
    if (name !== "mesos") c.core.addBackend(name, undefined, { ...CAPABLE, ...abilities[name] });
    c.cycle(from(name, { type: "connected", registrationId: `${name}-1` }));
  }
  return {
    ...c,
    from,
    /** The one agent of each of these, with room for that many CPUs. */
    room: (backend: string, cpus: number): CoreInput => {
      offers += 1;
      const offer = { id: `r${offers}`, agentId: `${backend}-a`, hostname: `${backend}.example`, access: "" };
      const has = { attributes: {}, lot: "", resources: vector(cpus, 64), ports: [], reservations: [] };
      return from(backend, { type: "offers", offers: [{ ...offer, ...has }] });
    },
    inventory: (backend: string, cpus = 64): CoreInput => {
      const info = { id: `${backend}-a`, hostname: `${backend}.example`, attributes: {}, active: true };
      return from(backend, {
        type: "agents",
        agents: [{ ...info, total: vector(cpus, 256), reservations: [] }],
      });
    },
    tells: (backend: string, taskId: string, state: TaskState, more: Partial<StatusUpdate> = {}): CoreInput =>
      from(backend, {
        type: "status",
        update: { taskId, agentId: `${backend}-a`, state, reconciliation: false, ...more },
      }),
    why: (id: number) => c.core.explain(id)?.causes.find(({ kind }) => kind === "routing"),
  };
}

/** `<job> <cluster>` of each start. */
export function startsOf(decision: Decision): readonly string[] {
  return launched(decision).map(({ placement, taskId }) => `${taskId.split(".")[0]} ${placement.backend}`);
}
