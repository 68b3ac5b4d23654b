import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { createHttpServer, listen } from "../../http/server.ts";
import { handleFilesDownload, parseRange, resolveSandboxPath } from "./files.ts";

const home = realpathSync(mkdtempSync(join(tmpdir(), "files-")));
after(() => rmSync(home, { recursive: true }));
const root = join(home, "slaves", "a");
const runs = join(root, "frameworks", "f", "executors", "task 1", "runs");
const sandbox = join(runs, "c1");
mkdirSync(join(sandbox, "sub"), { recursive: true });
mkdirSync(join(runs, "c2"));
symlinkSync("c1", join(runs, "latest"));
writeFileSync(join(sandbox, "stdout"), "hello");
writeFileSync(join(runs, "c2", "secret"), "of another run");
writeFileSync(join(home, "outside"), "secret");
symlinkSync(join(home, "outside"), join(sandbox, "link-out"));
symlinkSync(join(runs, "c2", "secret"), join(sandbox, "link-to-other"));
symlinkSync("../stdout", join(sandbox, "sub", "link-in"));
symlinkSync("loop", join(sandbox, "loop"));

describe("a path inside a sandbox [M-55]", () => {
  const stdout = join(sandbox, "stdout");
  for (const path of [
    stdout,
    join(runs, "latest", "stdout"),
    "/frameworks/f/executors/task 1/runs/latest/stdout",
    "/frameworks/f/executors/task 1/runs/c1/stdout",
    "/frameworks/f/executors/task 1/runs/latest/sub/../stdout",
    "/frameworks/f/executors/task 1/runs/latest/sub/link-in",
  ])
    it(`${path.replace(home, "…")} leads to its file`, async () => {
      assert.equal(await resolveSandboxPath(root, path), stdout);
    });

  it("may be the sandbox itself", async () => {
    assert.equal(await resolveSandboxPath(root, "/frameworks/f/executors/task 1/runs/latest"), sandbox);
  });
});

describe("a path that leads elsewhere [M-55]", () => {
  for (const path of [
    "/etc/passwd",
    "stdout",
    join(home, "outside"),
    join(sandbox, "..", "..", "..", "..", "..", "..", "..", "outside"),
    "/frameworks/f/executors/task 1/runs/latest/../../../../../../../../../outside",
    "/frameworks/f/executors/task 1/runs/latest/../c2/../../secret",
    "/frameworks/f/executors/task 1/runs/latest/link-out",
    "/frameworks/f/executors/task 1/runs/latest/link-to-other",
    "/frameworks/f/executors/task 1/runs/latest/loop",
    "/frameworks/f/executors/task 1/runs/latest/none",
    "/frameworks/f/executors/task 1",
    "/frameworks/f/executors/task 1/runs/latest/stdout\0.txt",
  ])
    it(`${JSON.stringify(path.replace(home, "…"))} is nothing`, async () => {
      assert.equal(await resolveSandboxPath(root, path), undefined);
    });
});

describe("a download of a part", () => {
  const cases: readonly (readonly [string | undefined, ReturnType<typeof parseRange>])[] = [
    [undefined, undefined],
    ["bytes=0-3", { start: 0, end: 3 }],
    ["bytes=4-", { start: 4, end: 9 }],
    ["bytes=-3", { start: 7, end: 9 }],
    ["bytes=-30", { start: 0, end: 9 }],
    ["bytes=5-500", { start: 5, end: 9 }],
    ["bytes=10-", "unsatisfiable"],
    ["bytes=-0", "unsatisfiable"],
    ["bytes=3-2", undefined],
    ["bytes=0-1,4-5", undefined],
    ["bytes=-", undefined],
    ["lines=0-1", undefined],
  ];
  for (const [header, range] of cases)
    it(`of ten bytes, '${header ?? ""}', is ${JSON.stringify(range ?? "the whole")}`, () => {
      assert.deepEqual(parseRange(header, 10), range);
    });

  it("carries the bytes and says which they are", async () => {
    const server = createHttpServer({
      route: () => ({ realm: "open", handle: (exchange) => handleFilesDownload(() => root, exchange) }),
      credentials: undefined,
      log: () => undefined,
    });
    const port = await listen(server, "127.0.0.1", 0);
    const path = "/frameworks/f/executors/task 1/runs/latest/stdout";
    const get = (range: string | undefined, method = "GET"): Promise<Response> =>
      fetch(`http://127.0.0.1:${port}/?path=${encodeURIComponent(path)}`, {
        method,
        headers: range === undefined ? {} : { Range: range },
      });
    try {
      const seen: unknown[] = [];
      for (const [range, method] of [
        ["bytes=1-2"],
        ["bytes=-2"],
        [undefined],
        ["bytes=5-"],
        ["bytes=0-1", "HEAD"],
      ] as const) {
        const response = await get(range, method);
        seen.push([
          response.status,
          response.headers.get("content-range"),
          response.headers.get("content-length"),
          await response.text(),
        ]);
      }
      assert.deepEqual(seen, [
        [206, "bytes 1-2/5", "2", "el"],
        [206, "bytes 3-4/5", "2", "lo"],
        [200, null, "5", "hello"],
        [416, "bytes */5", "0", ""],
        [206, "bytes 0-1/5", "2", ""],
      ]);
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });

  it("is no fault of the server when its client hangs up in the middle", async () => {
    // Far more than the buffers of a connection hold.
    writeFileSync(join(sandbox, "large"), Buffer.alloc(32 * 1024 * 1024));
    const log: string[] = [];
    const ended = Promise.withResolvers<void>();
    const server = createHttpServer({
      route: () => ({
        realm: "open",
        handle: (exchange) => handleFilesDownload(() => root, exchange).finally(ended.resolve),
      }),
      credentials: undefined,
      log: (line) => log.push(line),
    });
    const port = await listen(server, "127.0.0.1", 0);
    const path = encodeURIComponent("/frameworks/f/executors/task 1/runs/latest/large");
    try {
      const response = await fetch(`http://127.0.0.1:${port}/?path=${path}`);
      await response.body?.cancel();
      await ended.promise;
      await setImmediate(); // what the server makes of it comes after
      assert.deepEqual(log, []);
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });
});
