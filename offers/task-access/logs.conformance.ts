import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { taskIdOf } from "../../jobs/life/job.ts";
import type { TaskWorld } from "../task-access.conformance.ts";

/** As `printf` of every shell writes them. */
const EVERY_BYTE = Array.from({ length: 256 }, (_, byte) => `\\${byte.toString(8).padStart(3, "0")}`).join(
  "",
);

export function describeLogs(open: () => Promise<TaskWorld>): void {
  describe("the output of a task", () => {
    let world: TaskWorld;
    before(async () => {
      world = await open();
    });
    after(() => world[Symbol.asyncDispose]());

    /** What a task that has ended wrote. */
    const written = async (script: string) => {
      const { address, ended } = await world.begin(script);
      await ended;
      return (stream: "stdout" | "stderr", offset: number, bytesMax: number) =>
        world.access.read(address, stream, offset, bytesMax);
    };

    it("is empty when it wrote nothing", async () => {
      const read = await written("true");
      assert.deepEqual(await read("stdout", 0, 100), { bytes: new Uint8Array(), size: 0 });
    });

    it("comes byte for byte, whatever the bytes are", async () => {
      const read = await written(`printf '${EVERY_BYTE}'`);
      const wanted = Uint8Array.from({ length: 256 }, (_, byte) => byte);
      assert.deepEqual(await read("stdout", 0, 1000), { bytes: wanted, size: 256 });
      assert.deepEqual(await read("stdout", 127, 3), { bytes: wanted.slice(127, 130), size: 256 });
    });

    it("can begin and end in the middle of a character", async () => {
      const read = await written("printf 'naïve ☃'");
      const text = new TextEncoder().encode("naïve ☃");
      assert.deepEqual(await read("stdout", 3, 5), { bytes: text.slice(3, 8), size: text.length });
    });

    it("that is long comes whole, and no more of it than asked for", async () => {
      const text = Array.from({ length: 400_000 }, (_, at) => `${at + 1}\n`).join("");
      // containerd before 1.6.22 and 1.7.3 (its #8643), which Docker may use too, closes what it reads from as soon as a
      // container ends, and loses what was on its way. So the task ends when all of it has arrived.
      const { address, ended } = await world.begin("seq 1 400000; until [ -e seen ]; do sleep 0.1; done");
      const read = (stream: "stdout", offset: number, bytesMax: number) =>
        world.access.read(address, stream, offset, bytesMax);
      while (((await read("stdout", 0, 0))?.size ?? 0) < text.length) await sleep(50);
      const session = await world.access.exec?.(address, { argv: ["touch", "seen"] });
      assert.deepEqual(await session?.ended, { exitCode: 0 });
      await ended;
      const whole = await read("stdout", 0, 10_000_000);
      assert.equal(whole?.size, text.length);
      assert.ok(Buffer.from(whole.bytes).equals(Buffer.from(text)));
      const part = await read("stdout", 1_000_003, 700_001);
      assert.ok(Buffer.from(part?.bytes ?? []).equals(Buffer.from(text).subarray(1_000_003, 1_700_004)));
    });

    it("is nothing at its end and behind it, with the size", async () => {
      const read = await written("printf abc");
      for (const offset of [3, 4, 5_000_000_000]) {
        assert.deepEqual(await read("stdout", offset, 10), { bytes: new Uint8Array(), size: 3 });
      }
      assert.deepEqual(await read("stdout", 1, 0), { bytes: new Uint8Array(), size: 3 });
    });

    it("is kept apart from its errors", async () => {
      const read = await written("echo out; echo err >&2");
      assert.deepEqual(Buffer.from((await read("stdout", 0, 100))?.bytes ?? []).toString(), "out\n");
      assert.match(Buffer.from((await read("stderr", 0, 10_000))?.bytes ?? []).toString(), /^err$/m);
    });

    it("can be followed while it is written, without a gap and without a repetition", async () => {
      const { address, ended } = await world.begin(
        "at=0; while [ $at -lt 400 ]; do at=$((at+1)); echo line $at; [ $((at % 20)) -gt 0 ] || sleep 0.05; done",
      );
      let over = false;
      void ended.then(() => {
        over = true;
      });
      const pieces: Uint8Array[] = [];
      let at = 0;
      let looks = 0;
      for (let last = false; !last; looks += 1) {
        last = over; // what it wrote before it ended is there when its end is
        for (;;) {
          const piece = await world.access.read(address, "stdout", at, 97);
          if (piece === undefined || piece.bytes.length === 0) break;
          pieces.push(piece.bytes);
          at += piece.bytes.length;
        }
        await sleep(5);
      }
      const text = Array.from({ length: 400 }, (_, line) => `line ${line + 1}\n`).join("");
      assert.equal(Buffer.concat(pieces).toString(), text);
      assert.ok(looks > 1, "it was all there at the first look, so nothing was followed");
    });

    it("is no more there when its sandbox is gone", async () => {
      const task = await world.begin("echo kept");
      await task.ended;
      assert.equal((await world.access.read(task.address, "stdout", 0, 10))?.size, 5);
      await task.forget();
      assert.equal(await world.access.read(task.address, "stdout", 0, 10), undefined);
      assert.equal(await world.access.list(task.address, ""), undefined);
    });

    it("of a task that never was is not there", async () => {
      const { address, ended } = await world.begin("true");
      const stranger = { ...address, taskId: taskIdOf(987_654, undefined, 1, 1) };
      assert.equal(await world.access.read(stranger, "stdout", 0, 10), undefined);
      await ended;
    });
  });
}
