import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { UsageBucket } from "../../store/store.ts";
import { ANA, AUDITOR, aWorld, BOB, OPERATOR, READER, ROOT } from "../api.builders.ts";
import type { World } from "../api.builders.ts";
import { HOUR_MS, sumUsage } from "./usage-sums.ts";
import { haveRun } from "../usage.builders.ts";

const JOBS = [
  { user: "ana", endedAt: "2030-03-03T23:30:00Z", hours: 2, cpus: 4, memMib: 2048 },
  { user: "ana", endedAt: "2030-03-04T00:30:00Z", hours: 1, gpus: 2 },
  { user: "bob", endedAt: "2030-03-04T10:00:00Z", hours: 3, project: "chem" },
  { user: "bob", endedAt: "2030-04-01T00:00:00Z", hours: 1 },
] as const;
const YEAR = "from=2030-01-01&to=2031-01-01";

const ask = (world: World, query: string, as = ROOT) => world.inject({ url: `/api/v2/usage?${query}`, as });
const cells = (items: readonly Record<string, unknown>[], ...names: readonly string[]) =>
  items.map((item) => names.map((name) => item[name]).join(" "));

describe("sums of usage", () => {
  it("are of each user in each project, in hours and in seconds", async () => {
    await using world = await aWorld();
    await haveRun(world.store, ...JOBS);
    const { items, from, to } = (await ask(world, YEAR)).json();
    assert.deepEqual([from, to], ["2030-01-01T00:00:00.000Z", "2031-01-01T00:00:00.000Z"]);
    assert.deepEqual(cells(items, "project", "user", "cpuHours", "gpuHours", "memoryGibHours"), [
      "bio ana 9 2 5",
      "bio bob 1 0 1",
      "chem bob 3 0 3",
    ]);
    assert.deepEqual(
      cells(items, "cpuSeconds", "gpuSeconds", "memoryByteSeconds")[0],
      [9 * 3600, 2 * 3600, 5 * 3600 * 1024 ** 3].join(" "),
    );
  });

  it("are of days, of weeks from Monday on, and of months, in UTC", async () => {
    await using world = await aWorld();
    await haveRun(world.store, ...JOBS);
    const by = async (groupBy: string) => (await ask(world, `${YEAR}&groupBy=${groupBy}`)).json().items;
    assert.deepEqual(cells(await by("day"), "day", "cpuHours"), [
      "2030-03-03 8",
      "2030-03-04 4",
      "2030-04-01 1",
    ]);
    assert.deepEqual(cells(await by("week"), "week", "cpuHours"), [
      "2030-02-25 8",
      "2030-03-04 4",
      "2030-04-01 1",
    ]);
    assert.deepEqual(cells(await by("month,user"), "month", "user", "cpuHours"), [
      "2030-03 ana 9",
      "2030-03 bob 3",
      "2030-04 bob 1",
    ]);
  });

  it("are of whole hours, the last one not with them", async () => {
    await using world = await aWorld();
    await haveRun(world.store, ...JOBS);
    const answer = (await ask(world, "from=2030-03-03T23:59:00Z&to=2030-03-04T00:00:00Z")).json();
    assert.deepEqual([answer.from, answer.to], ["2030-03-03T23:00:00.000Z", "2030-03-04T00:00:00.000Z"]);
    assert.deepEqual(cells(answer.items, "user", "cpuHours"), ["ana 8"]);
  });

  it("come in pages that are of one time", async () => {
    await using world = await aWorld();
    await haveRun(world.store, ...JOBS);
    const seen: unknown[] = [];
    let next: string | undefined;
    do {
      const cursor = next === undefined ? "" : `&cursor=${next}`;
      const page = (await ask(world, `${YEAR}&groupBy=day,user&limit=1${cursor}`)).json();
      seen.push(...cells(page.items, "day", "user"));
      ({ next } = page);
    } while (next !== undefined);
    assert.deepEqual(seen, ["2030-03-03 ana", "2030-03-04 ana", "2030-03-04 bob", "2030-04-01 bob"]);
    const first = (await ask(world, `${YEAR}&groupBy=day&limit=1`)).json();
    const other = await ask(world, `${YEAR}&groupBy=week&limit=1&cursor=${first.next}`);
    assert.deepEqual([other.statusCode, other.json().code], [400, "bad_cursor"]);
    assert.equal((await ask(world, `${YEAR}&cursor=x`)).json().code, "bad_cursor");
  });

  it("are one's own, those of one's projects, or of all for who watches the site", async () => {
    const projects = [{ name: "bio", owners: ["bob"] }, { name: "chem" }];
    await using world = await aWorld({ siteRules: { ...SITE, projects } });
    await haveRun(world.store, ...JOBS);
    const users = async (as: string, more = "") =>
      cells((await ask(world, `${YEAR}${more}`, as)).json().items, "project", "user");
    assert.deepEqual(await users(ANA), ["bio ana"]);
    assert.deepEqual(await users(ANA, "&user=bob"), []);
    assert.deepEqual(await users(BOB), ["bio ana", "bio bob", "chem bob"]);
    for (const as of [ROOT, OPERATOR, AUDITOR])
      assert.deepEqual(await users(as, "&project=bio&user=ana"), ["bio ana"]);
    const reader = await ask(world, YEAR, READER);
    assert.deepEqual([reader.statusCode, reader.json().code], [403, "forbidden"]);
  });

  it("refuse what makes no sense, by the name of the parameter", async () => {
    await using world = await aWorld();
    for (const [query, parameter] of [
      ["from=yesterday", "from"],
      ["from=2030-01-02&to=2030-01-01", "from"],
      ["groupBy=day,week", "groupBy"],
      ["groupBy=node", "groupBy"],
      ["groupBy=user,user", "groupBy"],
      ["groupBy=", "groupBy"],
      ["limit=0", "limit"],
      ["sort=user", "sort"],
    ] as const) {
      const answer = await ask(world, query);
      assert.deepEqual(
        [answer.statusCode, answer.json().code, answer.json().parameter],
        [400, "bad_parameter", parameter],
        query,
      );
    }
  });

  it("are CSV as well, in which no name is a formula", async () => {
    await using world = await aWorld();
    await haveRun(world.store, ...JOBS.slice(0, 1), {
      user: '=1+"1",x',
      endedAt: "2030-03-04T10:00:00Z",
      hours: 1,
    });
    const answer = await world.inject({ url: `/api/v2/usage.csv?${YEAR}&groupBy=user`, as: ROOT });
    assert.equal(answer.statusCode, 200, answer.body);
    assert.match(String(answer.headers["content-type"]), /^text\/csv/);
    assert.deepEqual(answer.body.split("\r\n"), [
      "user,cpuHours,gpuHours,memoryGibHours,cpuSeconds,gpuSeconds,memoryByteSeconds",
      `"'=1+""1"",x",1,0,1,3600,0,${3600 * 1024 ** 3}`,
      `ana,8,0,4,28800,0,${4 * 3600 * 1024 ** 3}`,
      "",
    ]);
  });
});

describe("adding up buckets", () => {
  const bucket = fc.record({
    user: fc.constantFrom("ana", "bob"),
    project: fc.constantFrom("bio", "chem"),
    hourMs: fc.integer({ min: 0, max: 1_000_000 }).map((hour) => hour * HOUR_MS),
    cpuMilliMs: fc.maxSafeNat(),
    memMibMs: fc.maxSafeNat(),
    gpuMs: fc.maxSafeNat(),
  });

  it("loses nothing, and does not depend on their order", () => {
    fc.assert(
      fc.property(fc.array(bucket, { maxLength: 30 }), (buckets: readonly UsageBucket[]) => {
        const sums = sumUsage(buckets, ["user", "month"]);
        assert.deepEqual(sums, sumUsage(buckets.toReversed(), ["user", "month"]));
        for (const user of ["ana", "bob"]) {
          const [whole] = sumUsage(
            buckets.filter((one) => one.user === user),
            [],
          );
          const exact = buckets
            .filter((one) => one.user === user)
            .reduce((sum, { cpuMilliMs }) => sum + BigInt(cpuMilliMs), 0n);
          assert.equal(whole?.cpuSeconds ?? 0, Number(exact) / 1e6);
        }
      }),
    );
  });
});

const SITE = {
  notify: { ports: [443], mailDomains: [] },
  volumes: [],
  jobsDirectory: "/data/jobs",
  queues: [{ name: "default", limits: {} }],
  queueByDefault: "default",
  licences: {},
  executors: ["mesos"],
};
