import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { linesOf } from "../../client/http.ts";
import { framesOf } from "../../client/streams.ts";
import type { World } from "../api.builders.ts";
import { ANA, aWorld, submitted } from "../api.builders.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const get = (world: World, id: number, query = "", headers: Record<string, string> = {}) =>
  world.inject({ url: `/api/v2/jobs/${id}/logs/stdout${query}`, headers });

async function running(world: World, text: string, spec = {}) {
  const id = await submitted(world, spec);
  const taskId = await world.launch(id);
  await world.running(taskId);
  world.output.set(`${taskId}/stdout`, bytes(text));
  return { id, taskId };
}

describe("the output of a job", () => {
  it("comes byte for byte, as text that no browser runs, with its attempt", async () => {
    await using world = await aWorld();
    const { id } = await running(world, "<script>x</script>\u001b[2J");
    const answer = await get(world, id);
    assert.equal(answer.body, "<script>x</script>\u001b[2J");
    assert.match(String(answer.headers["content-type"]), /^text\/plain/);
    assert.match(String(answer.headers["content-security-policy"]), /sandbox/);
    assert.equal(answer.headers["x-content-type-options"], "nosniff");
    assert.equal(answer.headers["x-godocker-attempt"], "1");
  });

  it("comes from an offset, and by range", async () => {
    await using world = await aWorld();
    const { id } = await running(world, "0123456789");
    assert.equal((await get(world, id, "?offset=7")).body, "789");
    assert.equal((await get(world, id, "?offset=70")).body, "");
    for (const [range, status, body, told] of [
      ["bytes=2-4", 206, "234", "bytes 2-4/10"],
      ["bytes=8-", 206, "89", "bytes 8-9/10"],
      ["bytes=-1", 206, "9", "bytes 9-9/10"],
      ["bytes=-99", 206, "0123456789", "bytes 0-9/10"],
      ["bytes=0-,0-,0-", 200, "0123456789", undefined],
      ["lines=1-2", 200, "0123456789", undefined],
    ] as const) {
      const answer = await get(world, id, "", { range });
      assert.deepEqual(
        [answer.statusCode, answer.body, answer.headers["content-range"]],
        [status, body, told],
        range,
      );
    }
    const beyond = await get(world, id, "", { range: "bytes=10-" });
    assert.deepEqual([beyond.statusCode, beyond.headers["content-range"]], [416, "bytes */10"]);
  });

  it("is read in pieces when it is long", async () => {
    await using world = await aWorld();
    const long = "x".repeat(1_000_000);
    const { id } = await running(world, long);
    const answer = await get(world, id);
    assert.equal(answer.headers["content-length"], "1000000");
    assert.ok(answer.body === long);
  });

  it("is not there before the job began, and a 503 while its machine is away", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    const answer = await get(world, id);
    assert.deepEqual([answer.statusCode, answer.json().code], [404, "no_output"]);
    const { id: other } = await running(world, "x");
    world.unreachable = true;
    const away = await get(world, other);
    assert.deepEqual([away.statusCode, away.json().code], [503, "executor_unavailable"]);
  });

  it("of an array needs the index of a task", async () => {
    await using world = await aWorld();
    const id = await submitted(world, { array: { from: 3, to: 4 } });
    assert.deepEqual(
      [(await get(world, id)).statusCode, (await get(world, id)).json().parameter],
      [400, "index"],
    );
    const taskId = await world.launch(id, { index: 4, element: 1 });
    await world.running(taskId);
    world.output.set(`${taskId}/stdout`, bytes("four"));
    assert.equal((await get(world, id, "?index=4")).body, "four");
    assert.equal((await get(world, id, "?index=5")).statusCode, 404);
  });

  it("is that of the latest attempt that began, or of the one that is asked for", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    const first = await world.launch(id);
    await world.running(first);
    world.output.set(`${first}/stdout`, bytes("one"));
    await world.end(first, { state: "failed", reason: "NodeLost", retryAtMs: Date.now() });
    const second = await world.launch(id, { attempt: 2 });
    await world.running(second);
    world.output.set(`${second}/stdout`, bytes("two"));
    assert.equal((await get(world, id)).body, "two");
    assert.equal((await get(world, id, "?attempt=1")).body, "one");
  });
});

describe("a part of an output", () => {
  it("is its last lines, with the offset that they begin at", async () => {
    await using world = await aWorld();
    const lines = Array.from({ length: 30_000 }, (_, at) => `line ${at}\n`);
    const { id, taskId } = await running(world, lines.join(""));
    for (const count of [0, 1, 2, 29_999, 30_000, 40_000]) {
      const answer = await get(world, id, `?tail=${count}`);
      const wanted = count === 0 ? "" : lines.slice(-count).join("");
      assert.ok(answer.body === wanted, String(count));
      assert.equal(answer.headers["x-godocker-offset"], String(lines.join("").length - wanted.length));
    }
    world.output.set(`${taskId}/stdout`, bytes("one\n\ntwo"));
    for (const [count, wanted] of [
      [1, "two"],
      [2, "\ntwo"],
      [3, "one\n\ntwo"],
    ] as const) {
      assert.equal((await get(world, id, `?tail=${count}`)).body, wanted);
    }
    const both = await get(world, id, "?tail=1&offset=0");
    assert.deepEqual([both.statusCode, both.json().parameter], [400, "tail"]);
  });

  it("is no longer than is asked for", async () => {
    await using world = await aWorld();
    const { id } = await running(world, "0123456789");
    assert.equal((await get(world, id, "?maxBytes=4")).body, "0123");
    assert.equal((await get(world, id, "?offset=8&maxBytes=4")).body, "89");
    assert.equal((await get(world, id, "?tail=1&maxBytes=1")).body, "0");
    assert.equal((await get(world, id, "?maxBytes=0")).statusCode, 400);
  });

  it("ends between two characters when that is asked for, and always gets on", async () => {
    await using world = await aWorld();
    const text = "naïve ☃ 日本 🙂.";
    const { id } = await running(world, text);
    for (const most of [4, 5, 7]) {
      let read = "";
      let offset = 0;
      while (offset < bytes(text).length) {
        const answer = await get(world, id, `?wholeCharacters=true&offset=${offset}&maxBytes=${most}`);
        assert.ok(answer.rawPayload.length > 0 && answer.rawPayload.length <= most);
        read += answer.rawPayload.toString();
        offset += answer.rawPayload.length;
      }
      assert.equal(read, text);
    }
    // Bytes that are no characters are not held back.
    world.output.set("1.1.1/stdout", Uint8Array.of(0xf0, 0xf0, 0xf0, 0x80, 0x80));
    assert.equal((await get(world, id, "?wholeCharacters=true")).rawPayload.length, 2);
    assert.equal((await get(world, id, "?wholeCharacters=true&offset=2")).rawPayload.length, 3);
  });
});

describe("the output of an attempt that has not begun", () => {
  it("is not looked for where it will be", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    const taskId = await world.launch(id);
    world.output.set(`${taskId}/stdout`, bytes("of somebody else"));
    for (const query of ["", "?attempt=1"]) {
      const answer = await get(world, id, query);
      assert.deepEqual([answer.statusCode, answer.json().code], [404, "no_output"], query);
    }
  });
});

describe("following an output", () => {
  const follow = async (base: string, id: number, query = "") => {
    const answer = await fetch(`${base}/api/v2/jobs/${id}/logs/stdout?follow=true${query}`, {
      headers: { authorization: `Bearer ${ANA}` },
    });
    assert.equal(answer.status, 200);
    return answer;
  };

  it(
    "waits for the beginning, gives what is written, and ends with the attempt",
    { timeout: 240_000 },
    async () => {
      await using world = await aWorld();
      const base = await world.listen();
      const id = await submitted(world);
      const answer = await follow(base, id);
      // The answer was accepted although nothing runs yet.
      const dropped = await world.launch(id);
      await world.end(dropped, {
        state: "failed",
        reason: "LaunchDropped",
        retryAtMs: Date.now(),
        neverBegan: true,
      });
      const taskId = await world.launch(id, { attempt: 2 });
      await world.running(taskId);
      const reader = answer.body?.getReader();
      world.output.set(`${taskId}/stdout`, bytes("one "));
      let text = Buffer.from((await reader?.read())?.value ?? []).toString();
      world.output.set(`${taskId}/stdout`, bytes("one two"));
      await world.end(taskId);
      for (let piece = await reader?.read(); piece?.done === false; piece = await reader?.read()) {
        text += Buffer.from(piece.value).toString();
      }
      assert.equal(text, "one two");
    },
  );

  it("ends without a byte when the job ends before it began", { timeout: 240_000 }, async () => {
    await using world = await aWorld();
    const base = await world.listen();
    const id = await submitted(world);
    const answer = await follow(base, id);
    await world.lead(id, { type: "cancel_requested", by: "ana" });
    assert.equal(await answer.text(), "");
  });

  it("stays with the attempt over a machine that is away for a moment", { timeout: 240_000 }, async () => {
    await using world = await aWorld();
    const base = await world.listen();
    const { id, taskId } = await running(world, "0123");
    world.unreachable = true;
    const answer = await follow(base, id, "&offset=2");
    assert.equal(answer.headers.get("x-godocker-attempt"), "1");
    await world.end(taskId);
    world.unreachable = false;
    assert.equal(await answer.text(), "23");
  });

  it("goes on with what is written after it was truncated", { timeout: 240_000 }, async () => {
    await using world = await aWorld();
    const base = await world.listen();
    const { id, taskId } = await running(world, "the first day\n");
    const reader = (await follow(base, id)).body?.getReader();
    let text = "";
    const until = async (end: string): Promise<void> => {
      while (!text.endsWith(end)) text += Buffer.from((await reader?.read())?.value ?? []).toString();
    };
    await until("day\n");
    world.output.set(`${taskId}/stdout`, bytes("then\n"));
    await until("then\n");
    assert.equal(text, "the first day\nthen\n");
    await world.end(taskId);
    assert.equal((await reader?.read())?.done, true);
  });

  it(
    "is refused beyond a hundred streams, and allowed again when some ended",
    { timeout: 240_000 },
    async () => {
      await using world = await aWorld();
      const base = await world.listen();
      const id = await submitted(world);
      const answers = await Promise.all(Array.from({ length: 100 }, () => follow(base, id)));
      const refused = await get(world, id, "?follow=true");
      assert.deepEqual([refused.statusCode, refused.json().code], [429, "rate_limited"]);
      await world.lead(id, { type: "cancel_requested", by: "ana" });
      await Promise.all(answers.map((answer) => answer.text()));
      assert.equal((await get(world, id, "?follow=true")).statusCode, 200);
    },
  );
});

describe("following an output as events", () => {
  const open = async (base: string, id: number, query = "", headers: Record<string, string> = {}) => {
    const answer = await fetch(`${base}/api/v2/jobs/${id}/logs/stdout${query}`, {
      headers: { authorization: `Bearer ${ANA}`, accept: "text/event-stream", ...headers },
    });
    assert.equal(answer.status, 200);
    return framesOf(linesOf(answer, undefined));
  };
  const shown = async (frames: Awaited<ReturnType<typeof open>>) => {
    const all: string[] = [];
    for await (const { event, id, data } of frames) all.push(`${event} ${id ?? "-"} ${data}`);
    return all;
  };

  it(
    "tells the attempts, and goes from one to the next until none can come",
    { timeout: 240_000 },
    async () => {
      await using world = await aWorld();
      const base = await world.listen();
      const id = await submitted(world);
      const frames = await open(base, id);
      const first = await world.launch(id);
      await world.running(first);
      const begins = (await frames.next()).value;
      assert.deepEqual([begins?.event, begins?.data], ["attempt", '{"attempt":1,"offset":0}']);
      world.output.set(`${first}/stdout`, bytes("one"));
      await world.end(first, { state: "failed", reason: "NodeLost", retryAtMs: Date.now() });
      const dropped = await world.launch(id, { attempt: 2 });
      await world.end(dropped, {
        state: "failed",
        reason: "LaunchDropped",
        retryAtMs: Date.now(),
        neverBegan: true,
      });
      const third = await world.launch(id, { attempt: 3 });
      world.output.set(`${third}/stdout`, bytes("naïve"));
      await world.running(third);
      const all = shown(frames);
      await world.end(third);
      assert.deepEqual(await all, [
        'log stdout:1:3 {"attempt":1,"offset":0,"text":"one"}',
        'attempt stdout:3:0 {"attempt":3,"offset":0}',
        'log stdout:3:6 {"attempt":3,"offset":0,"text":"naïve"}',
        'end - {"reason":"ended"}',
      ]);
      assert.deepEqual(await shown(await open(base, id, "?after=stdout:1:1&encoding=base64")), [
        'attempt stdout:1:1 {"attempt":1,"offset":1}',
        'log stdout:1:3 {"attempt":1,"offset":1,"base64":"bmU="}',
        'attempt stdout:3:0 {"attempt":3,"offset":0}',
        'log stdout:3:6 {"attempt":3,"offset":0,"base64":"bmHDr3Zl"}',
        'end - {"reason":"ended"}',
      ]);
      assert.deepEqual(await shown(await open(base, id, "", { "last-event-id": "stdout:3:6" })), [
        'attempt stdout:3:6 {"attempt":3,"offset":6}',
        'end - {"reason":"ended"}',
      ]);
    },
  );

  it(
    "of a task of an array ends when it is not tried again, however long the array goes on",
    { timeout: 240_000 },
    async () => {
      await using world = await aWorld();
      const base = await world.listen();
      const id = await submitted(world, { array: { from: 3, to: 4 } });
      const taskId = await world.launch(id, { index: 4, element: 1 });
      await world.running(taskId);
      world.output.set(`${taskId}/stdout`, bytes("four"));
      await world.end(taskId);
      assert.equal((await shown(await open(base, id, "?index=4"))).at(-1), 'end - {"reason":"ended"}');
    },
  );

  it("splits no character between two events", { timeout: 240_000 }, async () => {
    await using world = await aWorld();
    const base = await world.listen();
    const text = "☃".repeat(300_000);
    const { id, taskId } = await running(world, text);
    await world.end(taskId);
    let read = "";
    for await (const { event, data } of await open(base, id)) {
      if (event !== "log") continue;
      assert.ok(data.length < 100_000);
      read += JSON.parse(data).text;
    }
    assert.ok(read === text);
  });

  it("is refused for a place that is none", async () => {
    await using world = await aWorld();
    const { id } = await running(world, "x");
    for (const after of ["stderr:1:0", "stdout:0:0", "stdout:1:-1", "stdout:1:9999999999999999", "x"]) {
      const answer = await get(world, id, `?after=${after}`, { accept: "text/event-stream" });
      assert.deepEqual([answer.statusCode, answer.json().parameter], [400, "after"], after);
    }
  });
});
