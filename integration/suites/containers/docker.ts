// Jobs on a real Docker engine, started here in a network namespace of its own.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { describeBadInputs } from "../../../fallback-executors/testing/docker-bad-inputs.ts";
import { openDockerTasks, openDockerWorld } from "../../../fallback-executors/testing/docker-engine.ts";
import { describeBackend, RESULTS } from "../../../offers/backend.conformance.ts";
import { describeTaskAccess } from "../../../offers/task-access.conformance.ts";
import { BACKENDS_PAGE, columnIn, columnOf, readOutcomes } from "../../../scripts/pages/backends-page.ts";
import {
  adoptAfterKills,
  countKmers,
  outputOf,
  signalPrograms,
  volume,
  type EndToEnd,
} from "../../end-to-end-jobs.ts";
import { install, type Installation } from "../../installation.ts";
import { startDockerd, TEST_IMAGE, type TestDockerd } from "../../services/dockerd.ts";
import { until } from "../../until.ts";

const home = mkdtempSync(join(tmpdir(), "godocker-docker-suite-"));
chmodSync(home, 0o755);
let engine: TestDockerd;

const results = join(home, "results");

before(async () => {
  process.env[RESULTS] = results;
  engine = await startDockerd(join(home, "engine"));
  process.env["GODOCKER_TEST_DOCKER_HOST"] = engine.host;
});
after(async () => {
  await engine?.remove();
  rmSync(home, { recursive: true, force: true });
});

describeBackend("Docker", () => openDockerWorld(engine.url));
describeTaskAccess("Docker", () => openDockerTasks(engine.url));
describeBadInputs(() => engine.url);

describe("the page of all clusters", () => {
  it("says of Docker what was seen here", () => {
    const page = readFileSync(BACKENDS_PAGE, "utf8");
    assert.deepEqual(columnIn(page, "Docker"), columnOf(readOutcomes(results), "Docker"));
  });
});

const TASKS = 100;
const SMALL = { cpus: 0.01, memoryBytes: 16 * 1024 ** 2 };

describe("an installation on Docker", { timeout: 900_000 }, () => {
  let installations = 0;
  // Each with a store of its own begins with job 1 again: one name for two would mix up their containers.
  const installation = (more: readonly string[] = []): Promise<Installation> => {
    installations += 1;
    const name = `docker.installation=suite-${installations}`;
    return install({ set: [`docker.url=${engine.url}`, name, "jobs.shared=true", ...more] });
  };

  const world: EndToEnd = {
    executor: "docker",
    image: TEST_IMAGE,
    home,
    install: (more) => installation(more),
  };

  it("counts the 4-mers of the example like every other", () => countKmers(world));

  it("sends signals to programs", () => signalPrograms(world));

  it("finds its tasks again after its scheduler was killed, each started once", () =>
    adoptAfterKills(world, TASKS));

  it("tries tasks again that went with their engine, and takes up work when it is back", async () => {
    await using site = await installation();
    const job = await site.client.submit({
      name: "lost",
      image: TEST_IMAGE,
      // Some of them hear that they have to stop, and end with a code of their own.
      script: `#!/bin/sh
test $GODOCKER_ATTEMPT -gt 1 && exec echo attempt $GODOCKER_ATTEMPT
test $((GODOCKER_ARRAY_INDEX % 2)) = 0 || trap "exit 3" TERM
sleep 300 &
wait
`,
      array: { from: 1, to: 10 },
      resources: SMALL,
      retry: { maxAttempts: 2, on: ["node"], backoff: { initialSeconds: 1 }, avoidFailedNodes: false },
    });
    await until("all of them run", async () => (await site.client.get(job.id)).progress?.running === 10);
    await engine.stop();
    await sleep(2000);
    await engine.start();
    const ended = await site.client.waitForEnd(job.id);
    assert.equal(ended.progress?.succeeded, 10, JSON.stringify(ended));
    const { items } = await site.client.attempts(job.id);
    const first = items.filter(({ attempt }) => attempt === 1);
    assert.equal(first.length, 10);
    for (const attempt of first) assert.equal(attempt.reason, "NodeLost", JSON.stringify(attempt));
  });

  it("makes who may be root in an image root there: without capabilities, and no volume is written to", async (t) => {
    const shared = join(home, "shared");
    mkdirSync(shared);
    chmodSync(shared, 0o777);
    // Programs that root leaves there make nobody root elsewhere.
    const jobs = join(home, "jobs");
    mkdirSync(jobs);
    assert.equal(spawnSync("mount", ["-t", "tmpfs", "-o", "nosuid,mode=755", "tmpfs", jobs]).status, 0);
    t.after(() => spawnSync("umount", [jobs]));
    const images = JSON.stringify([{ images: [TEST_IMAGE] }]);
    const settings = [`images.root=${images}`, `jobs.directory=${jobs}`, volume("shared", shared)];
    await using site = await installation(settings);
    const job = await site.client.submit({
      name: "root",
      image: TEST_IMAGE,
      rootInContainer: true,
      script: `#!/bin/sh
id -u
grep -E "^Cap(Eff|Prm|Bnd)" /proc/self/status | cut -f2 | sort -u
touch ${shared}/made 2>&1 && echo "it was written to"
chown 1:1 /tmp 2>/dev/null && echo "it gave files away"
true
`,
      volumes: [{ name: "shared", mode: "ro" }],
      resources: SMALL,
    });
    assert.equal((await site.client.waitForEnd(job.id)).state, "succeeded");
    const [uid, capabilities, ...rest] = (await outputOf(site, job.id)).trimEnd().split("\n");
    assert.deepEqual([uid, capabilities], ["0", "0000000000000000"]);
    assert.match(rest.join("\n"), /^touch: .*Read-only file system$/);
  });

  it("refuses what Docker cannot do when it is submitted", async () => {
    await using site = await installation();
    await assert.rejects(site.client.submit({ command: ["true"], resources: SMALL }), (error) =>
      /without an image/.test(JSON.stringify(error)),
    );
  });
});
