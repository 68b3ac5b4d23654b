import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { linkSync, readdirSync, symlinkSync, truncateSync, utimesSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { describe, it } from "node:test";
import { unpackTar } from "modern-tar";
import { TaskAccessError } from "../../offers/task-access.ts";
import type { World } from "../api.builders.ts";
import { ANA, aWorld, BOB, ROOT, submitted } from "../api.builders.ts";
import corpus from "../bad-inputs.json" with { type: "json" };
import { aJobDisk, aSandbox } from "../files/files.builders.ts";
import type { JobDisk } from "../files/files.builders.ts";

const NEVER = async () => {
  throw new Error("nobody runs commands here");
};
const atSandbox = (files: Readonly<Record<string, string>>) => ({
  access: { ...aSandbox(files), read: async () => undefined, exec: NEVER },
});

const get = (world: World, path: string, headers: Record<string, string> = {}, as = ANA) =>
  world.inject({ url: `/api/v2/jobs/1/files${path}`, headers, as });

/** Job 1 of ana, with a directory on a disk. */
async function aJobWithFiles(disk: JobDisk, options = {}) {
  const world = await aWorld({ jobFiles: disk.shared, ...options });
  await submitted(world);
  disk.directory(1);
  return world;
}

/** Long ago, so that its version is certain. */
function settled(path: string): void {
  utimesSync(path, 1_700_000_000, 1_700_000_000);
}

describe("a file of a job", () => {
  it("comes byte for byte, as a download that no browser shows", async () => {
    using disk = aJobDisk();
    await using world = await aJobWithFiles(disk);
    settled(disk.put(1, "out/page.html", "<script>x</script>"));
    const answer = await get(world, "/out/page.html");
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.body, "<script>x</script>");
    assert.equal(answer.headers["content-type"], "application/octet-stream");
    assert.equal(answer.headers["content-length"], "18");
    assert.equal(answer.headers["x-content-type-options"], "nosniff");
    assert.equal(
      answer.headers["content-disposition"],
      "attachment; filename=\"page.html\"; filename*=UTF-8''page.html",
    );
    assert.match(String(answer.headers["content-security-policy"]), /sandbox/);
    assert.equal(answer.headers["last-modified"], "Tue, 14 Nov 2023 22:13:20 GMT");
    const head = await world.inject({ method: "HEAD", url: "/api/v2/jobs/1/files/out/page.html" });
    assert.deepEqual([head.statusCode, head.body, head.headers["content-length"]], [200, "", "18"]);
  });

  it("comes in parts, of which the last is as good as the first", async () => {
    using disk = aJobDisk();
    await using world = await aJobWithFiles(disk);
    disk.put(1, "f", "0123456789");
    disk.put(1, "empty");
    for (const [range, status, body, told] of [
      ["bytes=2-4", 206, "234", "bytes 2-4/10"],
      ["bytes=8-", 206, "89", "bytes 8-9/10"],
      ["bytes=-1", 206, "9", "bytes 9-9/10"],
      ["bytes=-99", 206, "0123456789", "bytes 0-9/10"],
      ["bytes=9-99", 206, "9", "bytes 9-9/10"],
      [`bytes=${"0-,".repeat(1000)}0-`, 200, "0123456789", undefined],
      ["bytes=4-2", 200, "0123456789", undefined],
    ] as const) {
      const answer = await get(world, "/f", { range });
      const got = [answer.statusCode, answer.body, answer.headers["content-range"]];
      assert.deepEqual(got, [status, body, told], range.slice(0, 20));
    }
    for (const [path, range, told] of [
      ["/f", "bytes=10-", "bytes */10"],
      ["/f", "bytes=-0", "bytes */10"],
      ["/empty", "bytes=0-", "bytes */0"],
    ] as const) {
      const beyond = await get(world, path, { range });
      assert.deepEqual([beyond.statusCode, beyond.headers["content-range"]], [416, told], path);
    }
    assert.equal((await get(world, "/empty")).body, "");
  });

  it("of a tebibyte gives its last byte at once", async () => {
    using disk = aJobDisk();
    await using world = await aJobWithFiles(disk);
    truncateSync(disk.put(1, "sparse"), 2 ** 40);
    const answer = await get(world, "/sparse", { range: "bytes=-1" });
    assert.deepEqual([answer.statusCode, answer.body], [206, "\0"]);
  });

  it("is not sent again to whoever has it, and never in parts of two versions", async () => {
    using disk = aJobDisk();
    // Three seconds on: what was written this moment is settled by then.
    await using world = await aJobWithFiles(disk, { nowMs: () => Date.now() + 3000 });
    disk.put(1, "f", "0123456789");
    const etag = String((await get(world, "/f")).headers.etag);
    assert.match(etag, /^"/);
    const known = await get(world, "/f", { "if-none-match": `"other", ${etag}` });
    assert.deepEqual([known.statusCode, known.body, known.headers.etag], [304, "", etag]);
    const part = { range: "bytes=0-1" };
    assert.equal((await get(world, "/f", { ...part, "if-range": etag })).body, "01");
    disk.put(1, "f", "abcdefghij");
    assert.equal((await get(world, "/f", { "if-none-match": etag })).statusCode, 200);
    assert.equal((await get(world, "/f", { ...part, "if-range": etag })).body, "abcdefghij");
  });

  it(
    "that became shorter meanwhile cuts the connection instead of ending early",
    { timeout: 240_000 },
    async () => {
      using disk = aJobDisk();
      await using world = await aJobWithFiles(disk);
      const path = disk.put(1, "f", Buffer.alloc(64 * 1024 * 1024));
      const base = await world.listen();
      const answer = await fetch(`${base}/api/v2/jobs/1/files/f`, {
        headers: { authorization: `Bearer ${ANA}` },
      });
      truncateSync(path, 10);
      await assert.rejects(answer.arrayBuffer());
    },
  );

  it("may have any name", async () => {
    using disk = aJobDisk();
    await using world = await aJobWithFiles(disk);
    const odd = ['a"\r\nX: y.txt', "%2e%2e", "naïve ☃ %", "a;b?c#d:e&f=g+h", "..a", " ", "x".repeat(255)];
    for (const name of odd) {
      disk.put(1, `d/${name}`, name);
      const answer = await get(world, `/d/${encodeURIComponent(name)}`);
      assert.deepEqual([answer.statusCode, answer.body], [200, name]);
      assert.equal(answer.headers.x, undefined);
      const disposition = String(answer.headers["content-disposition"]);
      assert.equal(decodeURIComponent(disposition.split("UTF-8''")[1] ?? ""), name);
    }
    const listed = (await get(world, "/d?limit=100")).json().items.map(({ name }: { name: string }) => name);
    assert.deepEqual(listed.sort(), [...odd].sort());
  });

  it(
    "leaves nothing open when the client leaves in the middle, or never wanted the body",
    { timeout: 240_000 },
    async () => {
      using disk = aJobDisk();
      await using world = await aJobWithFiles(disk);
      disk.put(1, "f", Buffer.alloc(32 * 1024 * 1024));
      const base = await world.listen();
      const open = () =>
        readdirSync("/proc/self/fd", { withFileTypes: true }).filter((entry) => entry.isSymbolicLink())
          .length;
      const request = async (path: string, method: string) => {
        const leave = new AbortController();
        const answer = await fetch(`${base}/api/v2/jobs/1/files${path}`, {
          method,
          headers: { authorization: `Bearer ${ANA}` },
          signal: leave.signal,
        });
        await answer.body?.getReader().read();
        leave.abort();
      };
      await request("/f", "GET");
      await new Promise((resolve) => setImmediate(resolve));
      const before = open();
      for (let round = 0; round < 20; round += 1) {
        await request("/f", "GET");
        await request("/f", "HEAD");
        await request("?archive=tar", "GET");
        await request("?archive=tar", "HEAD");
      }
      while (open() > before + 2) await new Promise((resolve) => setTimeout(resolve, 10));
    },
  );
});

describe("the directory of a job", () => {
  it("is listed in pages that neither repeat nor leave out a name", async () => {
    using disk = aJobDisk();
    await using world = await aJobWithFiles(disk);
    const wanted = Array.from({ length: 257 }, (_, at) => `f${at}`).sort();
    for (const name of wanted) disk.put(1, `many/${name}`, name);
    const seen: string[] = [];
    let cursor = "";
    for (let page = 0; page < 10; page += 1) {
      const answer = (await get(world, `/many?limit=50${cursor}`)).json();
      seen.push(...answer.items.map(({ name }: { name: string }) => name));
      if (answer.next === undefined) break;
      cursor = `&cursor=${answer.next}`;
      // What comes and goes meanwhile concerns no other name.
      disk.put(1, `many/f1-${page}`);
    }
    assert.deepEqual(
      seen.filter((name) => !name.includes("-")),
      wanted,
    );
    assert.equal(new Set(seen).size, seen.length);
    const other = await get(world, `?limit=50${cursor}`);
    assert.deepEqual([other.statusCode, other.json().code], [400, "bad_cursor"]);
  });

  it("says what each name is, and of links where they lead", async () => {
    using disk = aJobDisk();
    await using world = await aJobWithFiles(disk);
    settled(disk.put(1, "file", "12345"));
    disk.put(1, "sub/x");
    symlinkSync("file", join(disk.directory(1), "link"));
    execFileSync("mkfifo", [join(disk.directory(1), "pipe")]);
    const { items } = (await get(world, "")).json();
    assert.deepEqual(
      items.map(({ modifiedAt: _at, ...rest }: Record<string, unknown>) => rest),
      [
        { name: "file", type: "file", sizeBytes: 5 },
        { name: "link", type: "link", target: "file" },
        { name: "pipe", type: "other" },
        { name: "sub", type: "directory" },
      ],
    );
    assert.equal(items[0].modifiedAt, "2023-11-14T22:13:20.000Z");
    assert.equal((await get(world, "/link")).body, "12345");
  });

  it("comes as an archive that any tar unpacks", async () => {
    using disk = aJobDisk();
    await using world = await aJobWithFiles(disk);
    const long = `${"long-".repeat(40)}/${"name-".repeat(40)}☃`;
    disk.put(1, "out/a.txt", "hello");
    disk.put(1, `out/${long}`, "long");
    disk.put(1, "out/big", Buffer.alloc(3_000_001, "x"));
    disk.put(1, "out/sub/empty");
    const out = join(disk.directory(1), "out");
    symlinkSync("../a.txt", join(out, "sub/inside"));
    symlinkSync("../cmd.sh", join(out, "outside"));
    symlinkSync(disk.secretFile, join(out, "absolute"));
    execFileSync("mkfifo", [join(out, "pipe")]);
    const answer = await get(world, "/out?archive=tar");
    assert.equal(answer.statusCode, 200, answer.body.slice(0, 500));
    assert.equal(answer.headers["content-type"], "application/x-tar");
    assert.match(String(answer.headers["content-disposition"]), /^attachment; filename="out.tar"/);
    assert.equal(answer.headers["x-godocker-left-out"], "3");
    const entries = await unpackTar(answer.rawPayload);
    const byName = new Map(entries.map(({ header, data }) => [header.name, { header, data }]));
    assert.deepEqual(
      [...byName.keys()].map((name) => name.replace(/\/$/, "")).sort(),
      [
        "out",
        "out/a.txt",
        "out/big",
        `out/${long.split("/")[0]}`,
        `out/${long}`,
        "out/sub",
        "out/sub/empty",
        "out/sub/inside",
      ].sort(),
    );
    assert.equal(Buffer.from(byName.get("out/a.txt")?.data ?? []).toString(), "hello");
    assert.equal(byName.get("out/big")?.data?.length, 3_000_001);
    assert.equal(byName.get("out/sub/inside")?.header.linkname, "../a.txt");
    const told = execFileSync("tar", ["-tf", "-"], { input: answer.rawPayload }).toString();
    assert.equal(told.trim().split("\n").length, entries.length);
  });

  it("is refused as an archive when it holds too much", async () => {
    using disk = aJobDisk();
    await using world = await aJobWithFiles(disk, { archiveLimits: { entriesMax: 3, bytesMax: 100 } });
    for (let at = 0; at < 4; at += 1) disk.put(1, `many/${at}`);
    disk.put(1, "large/x", "x".repeat(101));
    for (const path of ["/many", "/large"]) {
      const answer = await get(world, `${path}?archive=tar`);
      assert.deepEqual([answer.statusCode, answer.json().code], [413, "too_large"], path);
    }
    const file = await get(world, "/large/x?archive=tar");
    assert.deepEqual([file.statusCode, file.json().parameter], [400, "archive"]);
  });

  it("is not there for a job that has none", async () => {
    using disk = aJobDisk();
    await using world = await aWorld({ jobFiles: disk.shared });
    await submitted(world);
    const answer = await get(world, "");
    assert.deepEqual([answer.statusCode, answer.json().code], [404, "no_output"]);
  });

  it("of an array is that of all its tasks, or with an index of one", async () => {
    using disk = aJobDisk();
    await using world = await aWorld({ jobFiles: disk.shared });
    await submitted(world, { array: { from: 3, to: 4 } });
    disk.put(1, "3/f", "three");
    disk.put(1, "4/f", "four");
    assert.deepEqual(
      (await get(world, "")).json().items.map(({ name }: { name: string }) => name),
      ["3", "4"],
    );
    assert.equal((await get(world, "/f?index=4")).body, "four");
    assert.equal((await get(world, "/f?index=5")).statusCode, 404);
  });
});

describe("files of others", () => {
  it("are not there for anybody but the owner, and administrators who say why", async () => {
    using disk = aJobDisk();
    await using world = await aJobWithFiles(disk);
    disk.put(1, "f", "mine");
    assert.deepEqual((await get(world, "/f", {}, BOB)).json().code, "not_found");
    assert.equal((await get(world, "/f", {}, ROOT)).json().code, "forbidden");
    assert.equal((await get(world, "/f", { "break-glass": "ticket 12: disk full" }, ROOT)).body, "mine");
  });
});

describe("bad input where files are asked for", () => {
  for (const input of corpus.files) {
    it(`${input.name}: ${input.status}`, { timeout: 240_000 }, async () => {
      using disk = aJobDisk();
      await using world = await aJobWithFiles(disk, {
        jobFiles: { ...disk.shared, mayOwn: () => () => false },
      });
      const top = disk.directory(1);
      disk.put(1, "f", "fine");
      symlinkSync(disk.secretFile, join(top, "shadow"));
      symlinkSync(disk.secretDirectory, join(top, "outside"));
      symlinkSync("/proc/self", join(top, "proc"));
      linkSync(disk.secretFile, join(top, "linked"));
      execFileSync("mkfifo", [join(top, "stdout")]);
      const server = createServer().listen(join(top, "socket"));
      const path = input.path + "x".repeat(input.repeat ?? 0);
      // By hand: clients fix such paths before they send them.
      const answer = await raw(await world.listen(), `/api/v2/jobs/1/files${path}`);
      server.close();
      assert.equal(answer.split(" ", 2)[1], String(input.status), answer);
      assert.match(answer, /\r\ncontent-type: application\/problem\+json/);
      assert.ok(!answer.includes(disk.secret));
    });
  }
});

describe("files where agents share no disk", () => {
  it("are those in the sandbox of the latest attempt that began", async () => {
    await using world = await aWorld(
      atSandbox({ stdout: "out", "res/a": "one", "res/deep/b": "two", pipe: "|" }),
    );
    await submitted(world);
    assert.equal((await get(world, "")).json().code, "no_output", "before it began");
    const taskId = await world.launch(1);
    await world.running(taskId);
    const list = await get(world, "");
    assert.equal(list.headers["x-godocker-attempt"], "1");
    assert.deepEqual(
      list.json().items.map(({ name, type }: Record<string, unknown>) => [name, type]),
      [
        ["pipe", "other"],
        ["res", "directory"],
        ["stdout", "file"],
      ],
    );
    const file = await get(world, "/res/deep/b", { range: "bytes=1-" });
    assert.deepEqual([file.statusCode, file.body], [206, "wo"]);
    assert.match(String(file.headers.etag), /^W\//);
    const entries = await unpackTar((await get(world, "/res?archive=tar")).rawPayload);
    assert.deepEqual(
      entries.map(({ header }) => header.name),
      ["res/", "res/a", "res/deep/", "res/deep/b"],
    );
    for (const path of ["/pipe", "/no", "/res/a/b", "/..%2fx"]) {
      assert.equal((await get(world, path)).statusCode, 404, path);
    }
    assert.equal((await get(world, "?in=directory")).json().code, "no_output");
    assert.equal((await get(world, "?attempt=2")).json().code, "no_output");
  });

  it("are a 503 while their machine is away", async () => {
    const away = async () => {
      throw new TaskAccessError("no route to the agent");
    };
    await using world = await aWorld({ access: { read: away, list: away, readFile: away, exec: NEVER } });
    await submitted(world);
    await world.running(await world.launch(1));
    const answer = await get(world, "");
    assert.deepEqual([answer.statusCode, answer.json().code], [503, "executor_unavailable"]);
  });
});

/** Sends a path as it is written. @returns all of the answer */
function raw(base: string, path: string): Promise<string> {
  const { hostname, port, host } = new URL(base);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let text = "";
    socket.on("data", (chunk) => (text += chunk.toString("latin1")));
    socket.on("end", () => resolve(text));
    socket.on("error", reject);
    socket.write(
      `GET ${path} HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${ANA}\r\nconnection: close\r\n\r\n`,
    );
  });
}
