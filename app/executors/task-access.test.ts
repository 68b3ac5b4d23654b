// From a person's hands to the processes of a job: API, scheduler and embedded cluster as processes of their own.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient, type Client } from "../../client/client.ts";
import { ApiError } from "../../client/http.ts";
import { findExecutorTools } from "../../local-cluster/agent/containers/executor.ts";
import { startUp, type Up } from "../roles/up.ts";

const { script } = findExecutorTools();

describe("a job on the embedded cluster", { timeout: 240_000 }, () => {
  let data: string;
  let up: Up;
  let client: Client;
  before(async () => {
    data = await mkdtemp(join(tmpdir(), "godocker-access-"));
    up = await startUp({
      config: [],
      set: ["mesos.webUrl=http://mesos.example.org:5050"],
      data,
      port: "0",
      say: () => undefined,
    });
    client = createClient({ baseUrl: up.url, token: readFileSync(up.tokenFile, "utf8").trim() });
  });
  after(async () => {
    await up.stop();
    await rm(data, { recursive: true, force: true });
  });

  const running = async (command: readonly string[]): Promise<number> => {
    const { id } = await client.submit({ command, resources: { cpus: 0.1 } });
    while ((await client.get(id)).state !== "running") await sleep(20);
    return id;
  };
  const text = async (pieces: AsyncIterable<Uint8Array>): Promise<string> =>
    Buffer.concat(await Array.fromAsync(pieces)).toString();

  it("gets signals, which reach its program and nothing that was started by it or beside it", async () => {
    const heard = (what: string) =>
      `trap 'echo ${what} heard' USR1; echo ${what} ready; while :; do sleep 0.05; done`;
    const { id } = await client.submit({
      command: ["sh", "-c", `sh -c "${heard("child")}" & ${heard("program")}`],
      resources: { cpus: 0.1 },
      walltimeSeconds: 3600,
      signal: { name: "USR2", beforeSeconds: 60 },
    });
    const written = async (...lines: readonly string[]): Promise<void> => {
      for (;;) {
        const output = (await client.get(id)).state === "running" ? await text(client.logs(id)) : "";
        if (lines.every((line) => output.includes(line))) return;
        await sleep(20);
      }
    };
    await written("child ready", "program ready");
    const beside = await client.exec(id, { command: ["sh", "-c", "trap 'echo heard' USR1; echo up; cat"] });
    const said = beside.output[Symbol.asyncIterator]();
    await said.next();
    const { items, sent } = await client.sendSignal(id, "USR1");
    assert.deepEqual([sent, items[0]?.outcome], [1, "sent"]);
    await written("program heard");
    assert.ok(!(await text(client.logs(id))).includes("child heard"));
    assert.equal((await client.get(id)).state, "running");
    beside.end();
    assert.equal((await said.next()).done, true);
    await client.kill(id);
    await client.waitForEnd(id);
    await assert.rejects(
      client.sendSignal(id, "USR1"),
      (error) => error instanceof ApiError && error.code === "conflict_state",
    );
  });

  it("is followed while it writes, to its last byte, whatever the bytes are [C-55]", async () => {
    const write = "for at in 1 2 3 4 5; do head -c 200000 /dev/urandom | tee -a copy; sleep 0.1; done";
    const { id } = await client.submit({
      command: ["sh", "-c", `${write}; sha256sum <copy >&2`],
      resources: { cpus: 0.1 },
    });
    const hash = createHash("sha256");
    let bytes = 0;
    for await (const piece of client.logs(id, { follow: true })) {
      hash.update(piece);
      bytes += piece.length;
    }
    assert.equal(bytes, 1_000_000);
    assert.equal((await client.waitForEnd(id)).state, "succeeded");
    const told = await text(client.logs(id, { stream: "stderr" }));
    assert.ok(told.includes(hash.digest("hex")), told);
  });

  it("is entered by a command, which sees what the job sees and gives its exit code", async () => {
    const id = await running(["sh", "-c", "echo inside >file; exec sleep 60"]);
    const session = await client.exec(id, {
      command: ["sh", "-c", 'cat file; cat; echo "$GODOCKER_JOB_ID"; exit 7'],
    });
    const output = text(
      (async function* () {
        for await (const { bytes } of session.output) yield bytes;
      })(),
    );
    await session.write(Buffer.from("naïve ☃\n"));
    session.end();
    assert.equal(await output, `inside\nnaïve ☃\n${id}\n`);
    assert.deepEqual(await session.ended, { exitCode: 7 });
    await client.cancel(id);
    await client.waitForEnd(id);
    await assert.rejects(
      client.exec(id),
      (error) => error instanceof ApiError && error.code === "conflict_state",
    );
  });

  it("ends the commands in it when it ends", async () => {
    const id = await running(["sleep", "60"]);
    const session = await client.exec(id, { command: ["sh", "-c", "echo begun; exec sleep 600"] });
    const iterator = session.output[Symbol.asyncIterator]();
    await iterator.next();
    await client.cancel(id);
    assert.equal((await iterator.next()).done, true);
    assert.ok("signal" in (await session.ended));
  });

  it("shows where the user interface of Mesos has it [C-55]", async () => {
    const id = await running(["sleep", "60"]);
    const [attempt] = (await client.get(id)).attempts;
    assert.match(
      attempt?.links?.mesosSandbox ?? "",
      new RegExp(
        `^http://mesos\\.example\\.org:5050/#/agents/[\\w-]+/frameworks/[\\w-]+/executors/${attempt?.taskId}/tasks/${attempt?.taskId}/browse$`,
      ),
    );
    await client.cancel(id);
  });

  it(
    "is a place to work in from a real terminal, which is as it was afterwards",
    { skip: script === undefined && "no script(1) on this host" },
    async () => {
      const id = await running(["sleep", "60"]);
      const words = [
        process.execPath,
        join(import.meta.dirname, "..", "main.ts"),
        "exec",
        "--server",
        up.url,
      ];
      const line = [...words, "--token-file", up.tokenFile, String(id)].map((word) => `'${word}'`).join(" ");
      // The size of this terminal is set before, and its settings are compared.
      const inside = `stty rows 33 cols 111; a=$(stty -g); ${line}; code=$?; [ "$a" = "$(stty -g)" ] && echo same; exit $code`;
      const child = spawn(script ?? "", ["-qefc", inside, "/dev/null"], {
        stdio: ["pipe", "pipe", "inherit"],
        env: { ...process.env, TERM: "xterm", SHELL: "/bin/sh", CI: "" },
      });
      let screen = "";
      let typed = 0;
      // Each is typed when what was printed shows that it is waited for.
      const keys = [
        // Only what has begun can be interrupted, so it says that it has.
        [/[$#] $/, "stty size; echo $TERM; sh -c 'echo begun; exec sleep 600'\r"],
        [/33 111\r\nxterm\r\nbegun\r\n$/, "\u0003"],
        [/[$#] $/, "exit 5\r"],
      ] as const;
      child.stdout.on("data", (piece) => {
        screen += String(piece);
        const next = keys[typed];
        if (next === undefined || !next[0].test(screen)) return;
        typed += 1;
        screen = "";
        child.stdin.write(next[1]);
      });
      const code = await new Promise((resolve) => child.on("close", resolve));
      assert.deepEqual([code, typed], [5, keys.length], screen);
      assert.match(screen, /same\r\n$/);
      await client.cancel(id);
    },
  );
});
