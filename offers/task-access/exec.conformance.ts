import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { BegunTask, TaskWorld } from "../task-access.conformance.ts";
import type { ExecCommand, ExecEnd, ExecSession } from "../task-access.ts";
import { ExecRefusedError } from "../task-access.ts";

const SIZE = { columns: 120, rows: 40 };

export function describeExec(open: () => Promise<TaskWorld>): void {
  describe("a command in a task", () => {
    let world: TaskWorld;
    let task: BegunTask;
    before(async () => {
      world = await open();
      task = await world.begin("echo here >made-by-the-task; exec sleep 600");
    });
    after(() => world[Symbol.asyncDispose]());

    const exec = (command: ExecCommand, address = task.address): Promise<ExecSession> => {
      assert.ok(world.access.exec, "this access has no exec");
      return world.access.exec(address, command);
    };
    const sh = (script: string, more: Partial<ExecCommand> = {}): Promise<ExecSession> =>
      exec({ argv: ["sh", "-c", script], ...more });

    it("ends with its exit code", async () => {
      for (const exitCode of [0, 1, 7, 255]) {
        assert.deepEqual((await all(await sh(`exit ${exitCode}`))).end, { exitCode });
      }
    });

    it("ends with the signal that killed it", async () => {
      for (const signal of [9, 15]) {
        assert.deepEqual((await all(await sh(`kill -${signal} $$`))).end, { signal });
      }
    });

    it("has its output and its errors kept apart", async () => {
      const { stdout, stderr } = await all(await sh("echo out; echo err >&2"));
      assert.deepEqual([stdout, stderr], ["out\n", "err\n"]);
    });

    it("runs in the task's sandbox, with an environment of its own beside the task's", async () => {
      const { stdout } = await all(await sh('cat made-by-the-task; echo "$OWN"', { env: { OWN: "é $(x)" } }));
      assert.equal(stdout, "here\né $(x)\n");
    });

    it("gets its arguments as they are", async () => {
      const words = ["naïve ☃ 日本", 'it\'s "quoted"', "$(touch x) `y` \\n", "", " ", "-", "--", "a\nb"];
      const { stdout } = await all(await exec({ argv: ["printf", "<%s>", ...words] }));
      assert.equal(stdout, words.map((word) => `<${word}>`).join(""));
    });

    it("reads what is written, as it is written, until its end", async () => {
      const session = await exec({ argv: ["cat"] });
      const reader = readerOf(session);
      for (const line of ["hello\n", "☃\n"]) {
        await session.write(Buffer.from(line));
        assert.equal(await reader.until(line), line);
      }
      await session.end();
      assert.equal(await reader.rest(), "");
      assert.deepEqual(await session.ended, { exitCode: 0 });
    });

    it("can read nothing at all", async () => {
      const session = await exec({ argv: ["cat"] });
      await session.end();
      assert.deepEqual(await all(session), { stdout: "", stderr: "", end: { exitCode: 0 } });
    });

    it("gets every byte of a long input, and gives every byte of it back", async () => {
      const session = await exec({ argv: ["cat"] });
      const bytes = Buffer.alloc(3_000_000, Buffer.from(Array.from({ length: 251 }, (_, byte) => byte)));
      const writing = (async () => {
        for (let at = 0; at < bytes.length; at += 100_000)
          await session.write(bytes.subarray(at, at + 100_000));
        await session.end();
      })();
      const { output, end } = await bytesOf(session);
      await writing;
      assert.deepEqual(end, { exitCode: 0 });
      assert.ok(output.equals(bytes), `${output.length} bytes came back`);
    });

    it("is not held up by input that it does not read", async () => {
      const session = await sh("exit 3");
      const { end } = await all(session);
      assert.deepEqual(end, { exitCode: 3 });
      await session.write(Buffer.alloc(1_000_000));
      await session.end();
    });

    it("gives every byte of a long output", async () => {
      const { stdout, end } = await all(await exec({ argv: ["seq", "1", "400000"] }));
      assert.deepEqual(end, { exitCode: 0 });
      assert.ok(stdout === Array.from({ length: 400_000 }, (_, at) => `${at + 1}\n`).join(""));
    });

    it("is told when its program is not there", async () => {
      const { stdout, stderr, end } = await all(await exec({ argv: ["/no/such-program"] }));
      assert.match(stdout + stderr, /such-program/);
      assert.ok("exitCode" in end && end.exitCode !== 0, JSON.stringify(end));
    });

    it("is killed when its session is closed", async () => {
      const session = await sh("trap '' TERM HUP; echo $$ >pid; echo begun; while :; do sleep 1; done");
      assert.equal(await readerOf(session).until("begun\n"), "begun\n");
      await session.close();
      assert.deepEqual(await session.ended, { signal: 9 });
      const { end } = await all(await sh("kill -0 $(cat pid)"));
      assert.notDeepEqual(end, { exitCode: 0 });
      await session.close(); // again is harmless
    });

    it("is killed when nobody reads its output any more", async () => {
      const session = await sh("echo begun; exec sleep 600");
      for await (const { bytes } of session.output) {
        assert.equal(Buffer.from(bytes).toString(), "begun\n");
        break;
      }
      assert.deepEqual(await session.ended, { signal: 9 });
    });

    it("does not disturb others in the same task", async () => {
      const sessions = await Promise.all(Array.from({ length: 8 }, () => exec({ argv: ["cat"] })));
      const outcomes = await Promise.all(
        sessions.map(async (session, at) => {
          await session.write(Buffer.from(`session ${at}`));
          await session.end();
          return all(session);
        }),
      );
      for (const [at, { stdout, end }] of outcomes.entries()) {
        assert.deepEqual([stdout, end], [`session ${at}`, { exitCode: 0 }]);
      }
    });

    it("is refused when the task has ended", async () => {
      const ended = await world.begin("true");
      await ended.ended;
      await assert.rejects(
        exec({ argv: ["true"] }, ended.address),
        (error) => error instanceof ExecRefusedError && error.reason === "not_running",
      );
    });

    describe("with a terminal", () => {
      const tty = (script: string): Promise<ExecSession> => sh(script, { tty: SIZE });
      const orSkip = async (
        context: { skip(why: string): void },
        run: () => Promise<void>,
      ): Promise<void> => {
        if (world.hasTerminals) await run();
        else context.skip("no script(1) on this host");
      };

      it("knows its size, and hears of a new one", (context) =>
        orSkip(context, async () => {
          const session = await tty("test -t 0 && read x && stty size && read x && stty size; exit 3");
          const reader = readerOf(session);
          await session.write(Buffer.from("\n"));
          assert.match(await reader.until("40 120\r\n"), /40 120\r\n$/);
          session.resize({ columns: 100, rows: 50 });
          await session.write(Buffer.from("\n"));
          assert.match(await reader.until("50 100\r\n"), /50 100\r\n$/);
          await reader.rest();
          assert.deepEqual(await session.ended, { exitCode: 3 });
        }));

      it("is interrupted by the key for it", (context) =>
        orSkip(context, async () => {
          const session = await tty("echo begun; exec sleep 600");
          const reader = readerOf(session);
          await reader.until("begun\r\n");
          await session.write(Buffer.from([3]));
          await reader.rest();
          assert.deepEqual(await session.ended, { signal: 2 });
        }));

      it("ends at the end of its input, also within a line", (context) =>
        orSkip(context, async () => {
          for (const input of ["", "a line\n", "no line"]) {
            const session = await tty("echo begun; exec cat");
            const reader = readerOf(session);
            await reader.until("begun\r\n");
            await session.write(Buffer.from(input));
            await session.end();
            await reader.rest();
            assert.deepEqual(await session.ended, { exitCode: 0 }, input);
          }
        }));
    });
  });
}

async function bytesOf(session: ExecSession): Promise<{ readonly output: Buffer; readonly end: ExecEnd }> {
  const pieces: Uint8Array[] = [];
  for await (const { bytes } of session.output) pieces.push(bytes);
  return { output: Buffer.concat(pieces), end: await session.ended };
}

async function all(
  session: ExecSession,
): Promise<{ readonly stdout: string; readonly stderr: string; readonly end: ExecEnd }> {
  const pieces: { readonly stdout: Uint8Array[]; readonly stderr: Uint8Array[] } = { stdout: [], stderr: [] };
  for await (const { stream, bytes } of session.output) pieces[stream].push(bytes);
  const end = await session.ended;
  const text = (stream: "stdout" | "stderr"): string => Buffer.concat(pieces[stream]).toString();
  return { stdout: text("stdout"), stderr: text("stderr"), end };
}

/** Output as it comes, to be waited for. */
function readerOf({ output }: ExecSession) {
  const iterator = output[Symbol.asyncIterator]();
  let text = "";
  return {
    /** All that came, when it ends with that. */
    async until(wanted: string): Promise<string> {
      while (!text.endsWith(wanted)) {
        const next = await iterator.next();
        assert.ok(next.done !== true, `it ended after ${JSON.stringify(text)}`);
        text += Buffer.from(next.value.bytes).toString();
      }
      const came = text;
      text = "";
      return came;
    },
    async rest(): Promise<string> {
      for (;;) {
        const next = await iterator.next();
        if (next.done === true) return text;
        text += Buffer.from(next.value.bytes).toString();
      }
    },
  };
}
