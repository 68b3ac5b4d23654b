import { appendFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { CONNECTION } from "./backend-suite/connection.conformance.ts";
import { ENDS } from "./backend-suite/ends.conformance.ts";
import { KILLING } from "./backend-suite/killing.conformance.ts";
import { LAUNCHING } from "./backend-suite/launching.conformance.ts";
import { LIMITS } from "./backend-suite/limits.conformance.ts";
import { OFFERS } from "./backend-suite/offers.conformance.ts";
import { PLACES } from "./backend-suite/places.conformance.ts";
import { STATUS } from "./backend-suite/status.conformance.ts";
import type { Backend, TaskLaunch } from "./backend.ts";
import { aTask, drive, type Driver } from "./backend-suite/driver.builders.ts";

/** A cluster that a backend runs tasks on. */
export interface BackendWorld extends AsyncDisposable {
  /** As the table of all backends calls it. */
  readonly name: string;
  /** Another connection with the same cluster, as the same scheduler when it starts with the registration. */
  connect(): Backend;
  /** What every task of this cluster needs: an image, an account. */
  readonly base: Partial<TaskLaunch>;
  /** Ids of the account that tasks run as. */
  readonly uid: number;
  /** A directory that the tests and the tasks see, the same files in both; tasks may write there. */
  readonly shared: string;
  /** A script that listens on a TCP port, writes `hello` and a line end to whoever comes, and goes on or ends. */
  listen(port: number): string;
  /** Where a host port of a task is reached. */
  readonly portHost: string;
  /** What it cannot do, by the id of the behaviour, with the reason from its documentation. */
  readonly cannot: Readonly<Record<string, string>>;
  /** Takes the cluster away for a moment, tasks untouched. */
  interrupt?(): Promise<void>;
}

export interface Stage {
  readonly world: BackendWorld;
  readonly driver: Driver;
  /** A task of the shell. */
  sh(script: string, more?: Partial<TaskLaunch>): TaskLaunch;
  /** Launches a script and waits for its end, which is acknowledged. */
  run(script: string, more?: Partial<TaskLaunch>): ReturnType<Driver["end"]>;
}

export interface Behaviour {
  /** Short and stable: the row of the table. */
  readonly id: string;
  readonly promise: string;
  readonly show: (stage: Stage) => Promise<void>;
}

/** In the order of the table. */
export const GROUPS: readonly (readonly [title: string, behaviours: readonly Behaviour[]])[] = [
  ["launching a task", LAUNCHING],
  ["the end of a task", ENDS],
  ["limits", LIMITS],
  ["files, ports and networks", PLACES],
  ["stopping and pausing", KILLING],
  ["offers", OFFERS],
  ["news and reconciliation", STATUS],
  ["connection and adoption", CONNECTION],
];

/** Names a file to which each outcome is appended, a line of JSON. */
export const RESULTS = "GODOCKER_CONFORMANCE_RESULTS";

/** What every backend promises. A new one is done when this passes against the real thing. */
export function describeBackend(name: string, open: () => Promise<BackendWorld>): void {
  describe(`Backend: ${name}`, { timeout: 900_000 }, () => {
    let world: BackendWorld;
    let driver: Driver;
    before(async () => {
      world = await open();
      driver = await drive(world.connect());
      await driver.event("the connection", ({ type }) => (type === "connected" ? true : undefined));
    });
    after(async () => {
      await driver?.[Symbol.asyncDispose]();
      await world?.[Symbol.asyncDispose]();
    });
    for (const [title, behaviours] of GROUPS) {
      describe(title, () => {
        for (const { id, promise, show } of behaviours) {
          it(`${promise} [${id}]`, async (context) => {
            const cannot = world.cannot[id];
            if (cannot !== undefined) {
              context.diagnostic(`cannot: ${cannot}`);
              record(name, id, `${title}: ${promise}`, cannot);
              return;
            }
            const sh = (script: string, more: Partial<TaskLaunch> = {}): TaskLaunch =>
              aTask({ ...world.base, argv: ["/bin/sh", "-c", script], ...more });
            await show({
              world,
              driver,
              sh,
              async run(script, more) {
                const task = sh(script, more);
                await driver.launch(task);
                return driver.end(task.taskId);
              },
            });
            record(name, id, `${title}: ${promise}`, undefined);
          });
        }
      });
    }
  });
}

/** @param cannot  absent: it passes */
function record(backend: string, id: string, promise: string, cannot: string | undefined): void {
  const file = process.env[RESULTS];
  if (file === undefined) return;
  const line = { backend, id, promise, ...(cannot === undefined ? {} : { cannot }) };
  appendFileSync(file, `${JSON.stringify(line)}\n`);
}
