import { fieldsOf, textIn } from "../docker/documents.ts";
import { EngineUnreachableError, type Engine } from "../docker/engine.ts";

/** The manager that is spoken to, and its swarm. */
export interface Manager {
  readonly engine: Engine;
  readonly swarmId: string;
}

/**
 * The first manager that answers as one, and has a leader to speak to.
 * @throws EngineUnreachableError  with what each of them said
 */
export async function findManager(managers: readonly Engine[]): Promise<Manager> {
  const faults: string[] = [];
  for (const engine of managers) {
    try {
      const swarm = fieldsOf(await engine.json({ path: "/swarm", timeoutMs: 5000 }));
      const swarmId = textIn(swarm, "ID");
      if (swarmId !== undefined) return { engine, swarmId };
      faults.push("it tells no id of its swarm");
    } catch (error) {
      faults.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new EngineUnreachableError(`no manager of the swarm answers: ${faults.join("; ")}`);
}
