import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { PluginFailure } from "./host.ts";
import { statusOf } from "./status-plugins.ts";
import { aShelf, statusPlugin, type Shelf } from "../plugins.builders.ts";

const FINE = 'return [{ name: "data", ok: true, detail: "2 TB free" }];';

describe("a plugin in its process", () => {
  let shelf: Shelf;
  before(async () => {
    shelf = await aShelf();
  });
  after(() => shelf[Symbol.asyncDispose]());

  it("answers", async () => {
    shelf.write("fine.ts", statusPlugin(FINE));
    assert.equal(await statusOf(await shelf.host({ use: "./fine.ts" })), "data: 2 TB free");
  });

  const FAULTS: readonly (readonly [what: string, body: string, why: RegExp, limits?: object])[] = [
    ["throws", 'throw new Error("no disk");', /disk failed: no disk$/],
    ["throws what is no error", "throw null;", /failed: null$/],
    ["ends the process", "process.exit(3);", /ended by itself \(code 3\)/],
    ["loops for ever", "for (;;);", /did not answer report within 1 s/, { timeoutMs: 1000 }],
    [
      "waits for ever",
      "await new Promise(() => setInterval(() => {}, 1e6));",
      /did not answer/,
      { timeoutMs: 1000 },
    ],
    [
      "leaks",
      "const all = []; for (;;) all.push(new Array(1000).fill(all.length));",
      /more memory than it may/,
    ],
    ["leaks buffers", "const all = []; for (;;) all.push(Buffer.alloc(1e7, 1));", /more memory than it may/],
    ["kills its process", 'process.kill(process.pid, "SIGKILL");', /ended by itself \(SIGKILL\)/],
    [
      "rejects where nobody looks",
      'Promise.reject(new Error("lost")); await new Promise(() => {});',
      /failed: lost/,
    ],
    [
      "throws where nobody looks",
      'setImmediate(() => { throw new Error("late"); }); await new Promise(() => {});',
      /failed: late/,
    ],
    ["recurses for ever", "const f = () => f() + 1; f();", /Maximum call stack/],
    [
      "answers too much",
      'return "x".repeat(20_000_000);',
      /answer has more than/,
      { memoryBytes: 512 * 1024 * 1024 },
    ],
    ["answers what is not right", 'return [{ name: "data", ok: "yes" }];', /not right/],
    ["answers what is no data", "return () => 1;", /not right/],
    ["answers nothing", "", /not right/],
  ];
  for (const [what, body, why, limits = {}] of FAULTS) {
    it(`that ${what} only fails the call, and is fine the next time`, async () => {
      const file = `${what.replaceAll(" ", "-")}.ts`;
      shelf.write(
        file,
        statusPlugin(
          `if (!existsSync(MARK)) { writeFileSync(MARK, ""); ${body} } else { ${FINE} }`,
          "disk",
          `import { existsSync, writeFileSync } from "node:fs"; const MARK = import.meta.filename + ".mark";`,
        ),
      );
      const host = await shelf.host({ use: `./${file}`, ...limits });
      await assert.rejects(statusOf(host), (error: Error) => {
        assert.ok(error instanceof PluginFailure);
        assert.match(error.message, why);
        return true;
      });
      assert.equal(await statusOf(host), "data: 2 TB free");
    });
  }

  it("that fails three times within a minute is left alone, and tried again later", async () => {
    shelf.write("broken.ts", statusPlugin('throw new Error("broken");', "broken"));
    let atMs = 1_000_000;
    const host = await shelf.host({ use: "./broken.ts" }, { nowMs: () => atMs });
    for (let time = 0; time < 3; time += 1) await assert.rejects(statusOf(host), /failed: broken/);
    await assert.rejects(statusOf(host), /set aside for 60 s: it failed: broken/);
    assert.match(host.trouble() ?? "", /^the plugin broken \(status\) is set aside for 60 s/);
    assert.ok(shelf.events.some((event) => event.type === "aside" && event.forMs === 60_000));
    atMs += 60_000;
    assert.equal(host.trouble(), undefined);
    await assert.rejects(statusOf(host), /failed: broken/);
    await assert.rejects(statusOf(host), /set aside for 120 s/);
  });

  it("that hangs holds up nobody else, and fails all that wait for it as one failure", async () => {
    shelf.write("hang.ts", statusPlugin("for (;;);", "hang"));
    const host = await shelf.host({ use: "./hang.ts", timeoutMs: 1000 });
    const earlier = shelf.failures().length;
    const other = await shelf.host({ use: "./fine.ts" });
    const hanging = [statusOf(host), statusOf(host), statusOf(host)];
    const outcomes = Promise.allSettled(hanging);
    assert.equal(await statusOf(other), "data: 2 TB free");
    assert.ok((await outcomes).every(({ status }) => status === "rejected"));
    assert.equal(shelf.failures().length, earlier + 1);
    assert.equal(host.trouble(), undefined);
  });

  it("may write to the log, and sees no variable of GoDocker", async () => {
    process.env["GODOCKER_TEST_ONLY"] = "secret";
    shelf.write(
      "talks.ts",
      statusPlugin(
        'console.log("hello"); return [{ name: "v", ok: true, detail: String(process.env.GODOCKER_TEST_ONLY) }];',
        "talks",
      ),
    );
    const host = await shelf.host({ use: "./talks.ts" });
    assert.equal(await statusOf(host), "v: undefined");
    await host.stop();
    assert.ok(shelf.events.some((event) => event.type === "said" && event.text === "hello"));
  });

  it("is not called any more once it is stopped", async () => {
    const host = await shelf.host({ use: "./fine.ts" });
    assert.equal(await statusOf(host), "data: 2 TB free");
    await host.stop();
    await assert.rejects(statusOf(host), /is stopped/);
  });
});
