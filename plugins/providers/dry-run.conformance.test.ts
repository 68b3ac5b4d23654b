// What every backend promises, of the example of one that is a plugin: as far as nothing runs there.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { REAL_CLOCK } from "../../app/settings/real-clock.ts";
import { describeBackend, type BackendWorld } from "../../offers/backend.conformance.ts";
import { createHost } from "../host/host.ts";
import { aShelf } from "../plugins.builders.ts";
import { backendOf, capabilitiesOf } from "../providers/executor-plugins.ts";

const EXAMPLE = join(dirname(import.meta.dirname), "../examples/plugins/dry-run.ts");
const NOTHING_RUNS = "nothing really runs there: it knows how long a task takes, and how it ends";
const FORGETS = "its tasks are imagined in the process of the plugin, and end with it";
const UNKIND = "it starts whatever it is told to start";
const OF_PROGRAMS =
  `arguments environment secrets fetch fetch-fails account account-groups sandbox output signals
  no-program not-executable no-image children memory memory-beside memory-limit pids tmpfs shm privileges volume
  volume-read-only volume-path scratch port port-once port-mapped address kill-grace kill-hard kill-tree pause
  pause-kill`.split(/\s+/);

async function openDryRun(): Promise<BackendWorld> {
  const shelf = await aShelf();
  const shared = await mkdtemp(join(tmpdir(), "godocker-dry-run-"));
  const plugin = await shelf.plugin({
    use: EXAMPLE,
    options: { machines: 2, cpus: 4, memoryGib: 4, taskSeconds: 0.5 },
  });
  const looking = createHost(plugin, { nowMs: Date.now, observe: () => undefined });
  const capabilities = await capabilitiesOf(looking);
  await looking.stop();
  return {
    name: "Example plugin",
    connect: () =>
      backendOf(
        { name: plugin.name, capabilities },
        (listeners) => createHost(plugin, { nowMs: Date.now, observe: () => undefined, ...listeners }),
        REAL_CLOCK.after,
      ),
    base: {},
    uid: 0,
    shared,
    listen: () => "",
    portHost: "127.0.0.1",
    cannot: {
      ...Object.fromEntries(OF_PROGRAMS.map((id) => [id, NOTHING_RUNS])),
      ...Object.fromEntries(["outage", "adopts", "ended-away"].map((id) => [id, FORGETS])),
      refused: UNKIND,
    },
    async [Symbol.asyncDispose]() {
      await rm(shared, { recursive: true, force: true });
      await shelf[Symbol.asyncDispose]();
    },
  };
}

describeBackend("Example plugin", openDryRun);
