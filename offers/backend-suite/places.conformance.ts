import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Ranges } from "../../resources/ranges.ts";
import * as ranges from "../../resources/ranges.ts";
import type { Behaviour, Stage } from "../backend.conformance.ts";
import { sharedMount } from "./launching.conformance.ts";

export const PLACES: readonly Behaviour[] = [
  {
    id: "volume",
    promise: "a volume shows the files of the machine, and takes new ones",
    async show({ run, world }) {
      const [given, made] = [join(world.shared, "given"), join(world.shared, `made-${Date.now()}`)];
      writeFileSync(given, "☃ given");
      const end = await run(
        `test "$(cat ${given})" = '☃ given' && printf made >${made}`,
        sharedMount(world.shared),
      );
      assert.equal(end.state, "finished");
      assert.equal(readFileSync(made, "utf8"), "made");
    },
  },
  {
    id: "volume-read-only",
    promise: "a volume that is read-only cannot be written to",
    async show({ run, world }) {
      const mounts = [{ source: world.shared, path: world.shared, mode: "ro" }] as const;
      const end = await run(`cd ${world.shared} && ls >/dev/null && ! touch ro-${Date.now()} 2>/dev/null`, {
        mounts,
      });
      assert.equal(end.state, "finished");
    },
  },
  {
    id: "volume-path",
    promise: "a volume may appear under another path",
    async show({ run, world }) {
      const name = `elsewhere-${Date.now()}`;
      const mounts = [{ source: world.shared, path: "/mnt/else where/☃", mode: "rw" }] as const;
      assert.equal((await run(`echo x >"/mnt/else where/☃/${name}"`, { mounts })).state, "finished");
      assert.equal(readFileSync(join(world.shared, name), "utf8"), "x\n");
    },
  },
  {
    id: "scratch",
    promise: "scratch space is the task's own, and it may write there",
    async show({ run }) {
      const scratch = { mib: 16, path: "/scratch" };
      assert.equal(
        (await run('test -z "$(ls /scratch)" && echo x >/scratch/a', { scratch })).state,
        "finished",
      );
      assert.equal((await run('test -z "$(ls /scratch)"', { scratch })).state, "finished");
    },
  },
  {
    id: "port",
    promise: "a host port that was offered reaches the task",
    async show(stage) {
      const port = await offeredPort(stage);
      await listens(stage, port, stage.sh(stage.world.listen(port), { ports: [{ port }] }));
    },
  },
  {
    id: "port-once",
    promise: "a port that a task holds is not offered again while it does",
    async show(stage) {
      const { driver, sh } = stage;
      const port = await offeredPort(stage);
      const task = sh("sleep 300", { ports: [{ port }] });
      await driver.launch(task);
      await driver.running(task.taskId);
      const offered = await driver.until("what is left", () =>
        driver.offers().length === 0 ? undefined : driver.offers().map(({ ports }) => ports),
      );
      assert.ok(offered.every((ports: Ranges) => !ranges.contains(ports, port)));
      driver.backend.kill(refOf(stage, task.taskId), 0);
      await driver.end(task.taskId);
      await driver.until(
        "the port again",
        () => driver.offers().some(({ ports }) => ranges.contains(ports, port)) || undefined,
      );
    },
  },
  {
    id: "port-mapped",
    promise: "a port of the task's network is reached by a host port",
    async show(stage) {
      const port = await offeredPort(stage);
      const network = { name: "lab", mappings: [{ host: port, container: 7777, protocol: "tcp" as const }] };
      await listens(stage, port, stage.sh(stage.world.listen(7777), { ports: [{ port }], network }));
    },
  },
  {
    id: "address",
    promise: "the address of the task in its network is told",
    async show({ driver, sh }) {
      const task = sh("sleep 2", { network: { name: "lab", mappings: [] } });
      await driver.launch(task);
      const { address } = await driver.status(task.taskId, (update) => update.address !== undefined);
      assert.match(address ?? "", /^\d+\.\d+\.\d+\.\d+$|:/);
      await driver.end(task.taskId);
    },
  },
];

async function offeredPort({ driver }: Stage): Promise<number> {
  const port = await driver.until("a port", () => {
    for (const { ports } of driver.offers()) for (const [first] of ports) return first;
    return undefined;
  });
  return port;
}

async function listens(stage: Stage, port: number, task: ReturnType<Stage["sh"]>): Promise<void> {
  const { driver, world } = stage;
  await driver.launch(task);
  await driver.running(task.taskId);
  let text = "";
  for (let tries = 0; text === "" && tries < 200; tries += 1) {
    text = await textFrom(world.portHost, port);
    if (text === "") await sleep(50); // it may not listen yet
  }
  assert.equal(text, "hello\n");
  driver.backend.kill(refOf(stage, task.taskId), 0);
  await driver.end(task.taskId);
}

function textFrom(host: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    const socket = connect(port, host);
    socket.setTimeout(2000, () => socket.destroy());
    socket.on("data", (bytes) => {
      text += bytes.toString();
    });
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(text));
  });
}

export function refOf({ driver }: Pick<Stage, "driver">, taskId: ReturnType<Stage["sh"]>["taskId"]) {
  const update = driver.events.findLast((one) => one.type === "status" && one.update.taskId === taskId);
  const offer = driver.events.findLast((one) => one.type === "offers");
  const agentId = update?.type === "status" ? update.update.agentId : "";
  const access =
    offer?.type === "offers" ? (offer.offers.find((one) => one.agentId === agentId)?.access ?? "") : "";
  return { taskId, agentId, access };
}
