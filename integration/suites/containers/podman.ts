// Jobs on Podman's service, which speaks Docker's API, started here in a network namespace of its own.
import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { openDockerTasks, openDockerWorld } from "../../../fallback-executors/testing/docker-engine.ts";
import { describeBackend, RESULTS, type BackendWorld } from "../../../offers/backend.conformance.ts";
import { describeTaskAccess } from "../../../offers/task-access.conformance.ts";
import { BACKENDS_PAGE, columnIn, columnOf, readOutcomes } from "../../../scripts/pages/backends-page.ts";
import { countKmers, signalPrograms, type EndToEnd } from "../../end-to-end-jobs.ts";
import { install } from "../../installation.ts";
import { TEST_IMAGE } from "../../services/dockerd.ts";
import { startPodman, type TestPodman } from "../../services/podman.ts";

const home = mkdtempSync(join(tmpdir(), "godocker-podman-suite-"));
chmodSync(home, 0o755);
const results = join(home, "results");
let podman: TestPodman;

before(async () => {
  process.env[RESULTS] = results;
  podman = await startPodman(join(home, "engine"), "10.97.37");
  process.env["GODOCKER_TEST_DOCKER_HOST"] = podman.host;
});
after(async () => {
  await podman?.remove();
  rmSync(home, { recursive: true, force: true });
});

const NO_MEMORY_WORD =
  "Podman 4.3 tells signal 9 of a task that went over its memory, as of any other that was killed";

async function openPodmanWorld(): Promise<BackendWorld> {
  const world = await openDockerWorld(podman.url);
  return {
    ...world,
    name: "Podman",
    cannot: { ...world.cannot, memory: NO_MEMORY_WORD, "memory-beside": NO_MEMORY_WORD },
  };
}

describeBackend("Podman", openPodmanWorld);
describeTaskAccess("Podman", () => openDockerTasks(podman.url));

describe("the page of all clusters", () => {
  it("says of Podman what was seen here", () => {
    const page = readFileSync(BACKENDS_PAGE, "utf8");
    assert.deepEqual(columnIn(page, "Podman"), columnOf(readOutcomes(results), "Podman"));
  });
});

describe("an installation on Podman", { timeout: 600_000 }, () => {
  const world = (): EndToEnd => ({
    executor: "docker",
    image: TEST_IMAGE,
    home,
    install: (more) => install({ set: [`docker.url=${podman.url}`, "jobs.shared=true", ...more] }),
  });

  it("counts the 4-mers of the example like every other", () => countKmers(world()));

  it("sends signals to programs", () => signalPrograms(world()));
});
