import assert from "node:assert/strict";
import { randomBytes, scryptSync } from "node:crypto";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { DirectoryUnavailableError } from "../auth/directory.ts";
import type { BackendEvent, TaskLaunch } from "../offers/backend.ts";
import { taskIdOf } from "../jobs/life/job.ts";
import { describeStore } from "../store/store.conformance.ts";
import type { AccountFigures } from "../fair-share/policy.ts";
import { AUTH_ANSWERS, directoryOf } from "./providers/auth-plugins.ts";
import { accessOf, backendOf, capabilitiesOf } from "./providers/executor-plugins.ts";
import { createHost } from "./host/host.ts";
import { makeHere } from "./host/load.ts";
import type { Notification } from "./ports/notifier.ts";
import { notifierOf } from "./host/notify-plugins.ts";
import type { KeysRequest } from "./ports/reckoned-keys.ts";
import { aShelf, type Shelf } from "./plugins.builders.ts";
import { statusOf } from "./host/status-plugins.ts";
import { guardedStore } from "./host/stored.ts";
import type { WatchedTask, WatcherRequest } from "./ports/watcher.ts";

const EXAMPLES = join(dirname(import.meta.dirname), "examples", "plugins");
const example = (name: string): string => join(EXAMPLES, name);

describe("the example plugins, loaded as a site loads them", () => {
  let shelf: Shelf;
  before(async () => {
    shelf = await aShelf();
  });
  after(() => shelf[Symbol.asyncDispose]());

  it("template greets", async () => {
    const host = await shelf.host({ use: example("template/plugin.ts"), options: { greeting: "good day" } });
    assert.equal(await statusOf(host), "greeting: good day");
  });

  it("free-space says what is free, and what cannot be seen", async () => {
    const { directory } = shelf;
    const options = { paths: [directory], leastPercent: 0 };
    assert.match(
      await statusOf(await shelf.host({ use: example("free-space.ts"), options })),
      /GiB free, \d+ %$/,
    );
    const away = await shelf.host({ use: example("free-space.ts"), options: { paths: ["/not/there"] } });
    await assert.rejects(statusOf(away), /\/not\/there: ENOENT/);
  });

  const ofUser = (account: number): AccountFigures => ({
    user: `user${account}`,
    project: "p",
    weight: 1,
    projectWeight: 1,
    projectUsed: { cpu: 0, ram: 0, seconds: 0 },
    userUsed: { cpu: 0, ram: 0, seconds: account * 3600 },
  });

  it("ageing lets those go first who used least, and those who waited", async () => {
    const host = await shelf.host({ use: example("ageing.ts"), options: { hoursPerHour: 2 } });
    const request: KeysRequest = {
      waiting: [],
      figures: [1, 5].map((account) => [account, ofUser(account)]),
      jobs: [
        { account: 1, job: 1, waitedMs: 0 },
        { account: 5, job: 2, waitedMs: 0 },
        { account: 5, job: 7, waitedMs: 3 * 3_600_000 },
      ],
    };
    assert.deepEqual(await host.call("keys", [request]), [1, 5, -1]);
  });

  it("shortest-job lets short jobs go first, and long ones after some waiting", async () => {
    const options = { unknownHours: 24, hoursPerHour: 1 };
    const host = await shelf.host({ use: example("shortest-job.ts"), options });
    const hours = (count: number) => count * 3_600_000;
    const request: KeysRequest = {
      waiting: [],
      figures: [[1, ofUser(1)]],
      jobs: [
        { account: 1, job: 1, waitedMs: 0 },
        { account: 1, job: 2, waitedMs: 0, walltimeMs: hours(2) },
        { account: 1, job: 3, waitedMs: hours(7), walltimeMs: hours(8) },
      ],
    };
    assert.deepEqual(await host.call("keys", [request]), [hours(24), hours(2), hours(1)]);
  });

  it("chat tells its rooms in a sentence, and leaves other addresses alone", async () => {
    const bodies: string[] = [];
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk) => (body += String(chunk)));
      request.on("end", () => {
        bodies.push(body);
        response.writeHead(request.url === "/busy" ? 503 : request.url === "/gone" ? 404 : 200).end();
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo; // it listens on TCP
    const hooks = [`http://127.0.0.1:${port}/`];
    const host = await shelf.host({ use: example("chat.ts"), options: { hooks } });
    const rest = { deliver: async () => ({ outcome: "refused", why: "not chat" }) as const };
    const notifier = notifierOf([host], rest);
    const notification: Notification = {
      id: "1/failure/0",
      of: "failure",
      at: "2030-01-01T00:00:00.000Z",
      link: "http://g/jobs/1",
      job: {
        id: 1,
        name: "blast",
        user: "ada",
        project: "bio",
        state: "failed",
        message: "it exited with 3",
      },
    };
    const told = (address: string) => notifier.deliver(address, notification, new AbortController().signal);
    try {
      assert.deepEqual(await told(`${hooks[0]}room`), { outcome: "delivered" });
      assert.deepEqual(bodies, [
        '{"text":"Job 1 \\"blast\\" of ada is failed (it exited with 3): http://g/jobs/1"}',
      ]);
      assert.deepEqual(await told(`${hooks[0]}busy`), { outcome: "failed", why: "it answered 503" });
      assert.deepEqual(await told(`${hooks[0]}gone`), { outcome: "refused", why: "it answered 404" });
      assert.deepEqual(await told("https://elsewhere.example.org/"), { outcome: "refused", why: "not chat" });
    } finally {
      server.close();
    }
  });

  it("quiet-jobs warns of jobs that write nothing, and ends them later", async () => {
    const options = { warnMinutes: 10, killMinutes: 20 };
    const host = await shelf.host({ use: example("quiet-jobs.ts"), options });
    const task = (job: number, more: Partial<WatchedTask> = {}): WatchedTask => ({
      taskId: `${job}.1.1`,
      job,
      attempt: 1,
      name: "n",
      user: "u",
      project: "p",
      queue: "default",
      labels: {},
      state: "running",
      runningSinceMs: 0,
      executor: "mesos",
      hostname: "h",
      unreachable: false,
      outputBytes: 5,
      ...more,
    });
    const look = async (minutes: number): Promise<readonly WatcherRequest[]> =>
      (await host.call("look", [
        [
          task(1),
          task(2, { outputBytes: minutes }),
          task(3, { labels: { "may-be-quiet": "yes" } }),
          task(4, { state: "suspended" }),
        ],
        minutes * 60_000,
      ])) as readonly WatcherRequest[]; // as the port says
    assert.deepEqual(await look(0), []);
    assert.deepEqual(await look(9), []);
    assert.deepEqual(await look(10), [
      { job: 1, action: "warn", reason: "it has written nothing for 10 min" },
    ]);
    assert.deepEqual(await look(25), [
      { job: 1, action: "kill", reason: "it has written nothing for 25 min" },
    ]);
  });

  it("password-file knows people, and says when it cannot", async () => {
    const file = join(shelf.directory, "people");
    const salt = randomBytes(16);
    const line = `ana:2000:2000:${salt.toString("hex")}:${scryptSync("right", salt, 32).toString("hex")}`;
    const host = await shelf.host(
      { use: example("password-file.ts"), options: { file } },
      { answers: AUTH_ANSWERS },
    );
    const directory = directoryOf(host);
    // However often: it is no failure of the plugin.
    for (let time = 0; time < 4; time += 1)
      await assert.rejects(directory.find("ana"), (error) => error instanceof DirectoryUnavailableError);
    assert.equal(host.trouble(), undefined);
    writeFileSync(file, `# people\n${line}\n`);
    const person = await directory.find("ANA");
    assert.deepEqual([person?.name, person?.uid, person?.directory], ["ana", 2000, "password-file"]);
    assert.equal(await directory.find("eve"), undefined);
    assert.equal((await directory.checkPassword("ana", "right")).kind, "right");
    assert.deepEqual(await directory.checkPassword("ana", "wrong"), { kind: "wrong" });
    assert.deepEqual(await directory.checkPassword("eve", "right"), { kind: "unknown" });
    const names = [];
    for await (const { name } of directory.people()) names.push(name);
    assert.deepEqual(names, ["ana"]);
  });

  it("dry-run runs tasks that are not there", async () => {
    const use = { use: example("dry-run.ts"), options: { machines: 1, taskSeconds: 0 } };
    const plugin = await shelf.plugin(use);
    const looking = await shelf.host(use);
    const capabilities = await capabilitiesOf(looking);
    assert.equal(capabilities.volumes, "any-path");
    const backend = backendOf(
      { name: "dry-run", capabilities },
      (listeners) => createHost(plugin, { nowMs: Date.now, observe: () => undefined, ...listeners }),
      () => () => undefined,
    );
    const events: BackendEvent[] = [];
    const waiting: (() => void)[] = [];
    const seen = async <T extends BackendEvent["type"]>(
      type: T,
      count = 1,
    ): Promise<Extract<BackendEvent, { type: T }>> => {
      for (;;) {
        const found = events.filter((event) => event.type === type)[count - 1];
        if (found !== undefined) return found as Extract<BackendEvent, { type: T }>; // its type says so
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    };
    await backend.start({
      registrationId: undefined,
      emit: (event) => {
        events.push(event);
        for (const wake of waiting.splice(0)) wake();
      },
    });
    assert.equal((await seen("connected")).registrationId, "dry-run");
    const { offers } = await seen("offers");
    const [offer] = offers;
    assert.ok(offer);
    const taskId = taskIdOf(1, undefined, 1, 1);
    const launch: TaskLaunch = {
      taskId,
      name: "t",
      argv: ["true"],
      env: {},
      files: [],
      ports: [],
      account: { name: "u" },
      labels: {},
      resources: {
        ...offer.resources,
        cpusMilli: 1e3,
      },
      graceMs: 0,
      mounts: [],
      tmpfs: [],
      preemptible: false,
    };
    backend.launch({ agentId: offer.agentId, offerIds: [offer.id], tasks: [launch], refuseMs: 1000 });
    assert.equal((await seen("status", 1)).update.state, "running");
    assert.equal((await seen("status", 2)).update.state, "finished");
    assert.equal(
      await accessOf(looking).read(
        { taskId, placement: { backend: "dry-run", agentId: "a", hostname: "h", access: "" } },
        "stdout",
        0,
        10,
      ),
      undefined,
    );
    await backend.stop();
  });
});

/** Looked at once: the suite opens a great many stores. */
const looked = aShelf().then(async (shelf) => {
  await using own = shelf;
  return own.plugin({ use: example("memory-store.ts") });
});
let spaces = 0;

describeStore("the example memory-store", async () => {
  const plugin = await looked;
  const space = String((spaces += 1));
  const own = { ...plugin, kind: "storage", options: { space } } as const;
  const again = async () =>
    guardedStore(await makeHere(own, () => undefined), {
      name: plugin.name,
      timeoutMs: 1e4,
      failed: (call, why) => assert.fail(`${call} ${why}`),
    });
  return { store: await again(), again };
});
