import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Behaviour } from "../backend.conformance.ts";
import { aTask } from "./driver.builders.ts";

const WORDS = ["naïve ☃ 日本", 'it\'s "quoted"', "$(touch x) `y` \\n", "", " ", "-", "--", "a\nb"];

export const LAUNCHING: readonly Behaviour[] = [
  {
    id: "runs",
    promise: "it runs, and then it has finished with exit code 0",
    async show({ driver, sh }) {
      const task = sh("exit 0");
      const { agentId } = await driver.launch(task);
      assert.equal((await driver.running(task.taskId)).agentId, agentId);
      const end = await driver.end(task.taskId);
      assert.deepEqual([end.state, end.exitCode, end.agentId], ["finished", 0, agentId]);
    },
  },
  {
    id: "many",
    promise: "many of one launch all run",
    async show({ driver, sh }) {
      const tasks = Array.from({ length: 8 }, (_, at) => sh(`exit ${at}`));
      await driver.launch(...tasks);
      for (const [at, { taskId }] of tasks.entries()) {
        const { exitCode } = await driver.end(taskId);
        assert.equal(exitCode, at);
      }
    },
  },
  {
    id: "arguments",
    promise: "its arguments come as they are",
    async show({ driver, world }) {
      const file = join(world.shared, `arguments-${Date.now()}`);
      const script = `printf '<%s>' "$@" >"$FILE"`;
      const task = aTask({
        ...world.base,
        argv: ["/bin/sh", "-c", script, "sh", ...WORDS],
        env: { FILE: file },
        ...sharedMount(world.shared),
      });
      await driver.launch(task);
      assert.equal((await driver.end(task.taskId)).state, "finished");
      assert.equal(readFileSync(file, "utf8"), WORDS.map((word) => `<${word}>`).join(""));
    },
  },
  {
    id: "environment",
    promise: "its environment comes as it is",
    async show({ run }) {
      const env = { ONE: "é $(x) 'y' \"z\"", EMPTY: "", LONG: "x".repeat(20_000), LINES: "a\nb" };
      const end = await run(
        `test "$ONE" = "$(printf 'é $(x) \\047y\\047 "z"')" && test -z "$EMPTY" && test \${#LONG} -eq 20000 && test "$LINES" = "$(printf 'a\\nb')"`,
        { env },
      );
      assert.equal(end.state, "finished");
    },
  },
  {
    id: "secrets",
    promise: "secret variables reach it like the others",
    async show({ run }) {
      const end = await run('test "$TOKEN" = "s3cret: ☃" && test "$PLAIN" = p', {
        env: { PLAIN: "p" },
        secretEnv: { TOKEN: "s3cret: ☃" },
      });
      assert.equal(end.state, "finished");
    },
  },
  {
    id: "withheld",
    promise: "one that is withheld is dropped and never runs",
    async show({ driver, sh }) {
      const task = sh("exit 0", { withheld: "a secret of it is gone" });
      await driver.launch(task);
      const end = await driver.end(task.taskId);
      assert.equal(end.state, "dropped");
      assert.match(end.message ?? "", /a secret of it is gone/);
      assert.ok(
        !driver.events.some(
          (one) =>
            one.type === "status" && one.update.taskId === task.taskId && one.update.state === "running",
        ),
      );
    },
  },
  {
    id: "fetch",
    promise: "files are fetched into its sandbox, and a relative program is looked for there",
    async show({ driver, world }) {
      await using server = await serve({
        "/go": "#!/bin/sh\ntest \"$(cat data)\" = '☃ data' && exit 5\n",
        "/data": "☃ data",
      });
      const task = aTask({
        ...world.base,
        argv: ["./go"],
        files: [
          { url: `${server.url}/go`, name: "go", executable: true },
          { url: `${server.url}/data`, name: "data", executable: false },
        ],
      });
      await driver.launch(task);
      assert.deepEqual((await driver.end(task.taskId)).exitCode, 5);
    },
  },
  {
    id: "fetch-fails",
    promise: "one whose files cannot be fetched fails and does not run",
    async show({ driver, sh }) {
      await using server = await serve({});
      const task = sh("exit 0", { files: [{ url: `${server.url}/no`, name: "no", executable: false }] });
      await driver.launch(task);
      const end = await driver.end(task.taskId);
      assert.equal(end.state, "failed");
      assert.notEqual(end.fault, "job");
    },
  },
  {
    id: "account",
    promise: "it runs as its account",
    async show({ run, world }) {
      assert.equal((await run(`test "$(id -u)" = ${world.uid}`)).state, "finished");
    },
  },
  {
    id: "account-groups",
    promise: "it has the further groups of its account, and no others",
    async show({ run, world }) {
      const [account, gid] = [{ name: "nobody", ...world.base.account }, world.base.account?.gid];
      const script = `test "$(id -G | tr ' ' '\\n' | sort -nu | tr '\\n' ' ')" = "$GROUPS_WANTED"`;
      for (const groups of [[30_001, 40_002], []]) {
        const wanted = [gid ?? 0, ...groups].sort((a, b) => a - b).map((group) => `${group} `);
        const env = { GROUPS_WANTED: wanted.join("") };
        const end = await run(script, { account: { ...account, groups }, env });
        assert.equal(end.state, "finished", JSON.stringify([wanted, end]));
      }
    },
  },
  {
    id: "sandbox",
    promise: "it begins in a sandbox of its own, where it may write",
    async show({ run }) {
      assert.equal(
        (await run('test "$PWD" != / && test ! -e mine && echo x >mine && test -s mine')).state,
        "finished",
      );
      assert.equal((await run("test ! -e mine && echo x >mine")).state, "finished");
    },
  },
  {
    id: "long-names",
    promise: "names and labels may be as long and as foreign as jobs may have them",
    async show({ run }) {
      const end = await run("exit 0", {
        name: "ß☃ ".repeat(42).trim(),
        labels: { ["a/b.c_d-e".repeat(7)]: "v".repeat(256), empty: "", snow: "☃" },
      });
      assert.equal(end.state, "finished");
    },
  },
  {
    id: "stale-offer",
    promise: "one on an offer that is not valid any more is dropped or lost, and does not run",
    async show({ driver, sh }) {
      const [first, second] = [sh("exit 0"), sh("exit 0")];
      const offer = await driver.launch(first);
      driver.backend.launch({ agentId: offer.agentId, offerIds: [offer.id], tasks: [second], refuseMs: 0 });
      await driver.end(first.taskId);
      const end = await driver.end(second.taskId);
      assert.ok(["dropped", "lost"].includes(end.state), end.state);
    },
  },
  {
    id: "output",
    promise: "an output of megabytes holds nothing up",
    async show({ run }) {
      const end = await run("head -c 8000000 /dev/zero; head -c 8000000 /dev/zero >&2; exit 6");
      assert.equal(end.exitCode, 6);
    },
  },
];

export function sharedMount(path: string) {
  return { mounts: [{ source: path, path, mode: "rw" }] } as const;
}

async function serve(files: Readonly<Record<string, string>>) {
  const server = createServer((request, answer) => {
    const body = files[request.url ?? ""];
    answer.writeHead(body === undefined ? 404 : 200).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
