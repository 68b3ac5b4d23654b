import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, it } from "node:test";
import { aJob, aSpec } from "../../jobs/life/job.builders.ts";
import { aDocument, anEntry, filed, launched } from "../store.builders.ts";
import { openSqliteStore } from "./sqlite.ts";
import { temporaryDirectories } from "./temporary.builders.ts";

const aDirectory = temporaryDirectories();

/** Four filed jobs, one of which runs; two have the same spec. */
async function aFile(): Promise<string> {
  const file = join(aDirectory(), "live.sqlite");
  await using store = await openSqliteStore({ file });
  const specs = [aSpec(), aSpec({ name: "other" }), aSpec(), aSpec({ name: "third" })];
  const jobs = specs.map((spec, at) => aJob({ id: at + 1, spec }));
  await store.submit(jobs.map((job) => aDocument(job.id, job)));
  await store.append(
    anEntry(
      1,
      jobs.flatMap(({ id }) => filed(id)),
    ),
  );
  await store.append(anEntry(2, [launched(3)]));
  return file;
}

async function liveIn(file: string) {
  await using store = await openSqliteStore({ file });
  const unreadable: number[] = [];
  const live = (await Array.fromAsync(store.liveJobs((job) => unreadable.push(job)))).flat();
  return { live, unreadable };
}

describe("live jobs of a store on SQLite", { timeout: 240_000 }, () => {
  it("share the specs that are equal", async () => {
    const { live, unreadable } = await liveIn(await aFile());
    const [one, two, three] = live;
    assert.deepEqual(unreadable, []);
    assert.equal(one?.job.spec, three?.job.spec);
    assert.notEqual(one?.job.spec.name, two?.job.spec.name);
    assert.deepEqual(
      live.map((entry) => entry.live.length),
      [0, 0, 1, 0],
    );
  });

  it("have each its own spec, of however many, whatever their texts look like", async () => {
    const file = join(aDirectory(), "many.sqlite");
    const names = ["a", '"spec":0', '"spec":{"name":"a"}', "\\", '\\"', "}", "{", "ä", "\u2028", "'; --"];
    const specs = names.flatMap((name) => [aSpec({ name }), aSpec({ name, env: { spec: name } })]);
    // First many of few, then few of many, and the other way round.
    const jobs = Array.from({ length: 2200 }, (_, at) => {
      const spec = specs[at < 700 || at > 1600 ? at % 3 : at % specs.length] ?? aSpec();
      return aJob({ id: at + 1, spec });
    });
    {
      await using store = await openSqliteStore({ file });
      await store.submit(jobs.map((job) => aDocument(job.id, job)));
      await store.append(
        anEntry(
          1,
          jobs.flatMap(({ id }) => filed(id)),
        ),
      );
    }
    const { live, unreadable } = await liveIn(file);
    assert.deepEqual(unreadable, []);
    assert.deepEqual(
      live.map(({ job }) => {
        const { status: _, ...submitted } = job;
        return submitted;
      }),
      jobs,
    );
  });

  for (const [what, sql] of [
    ["a submission", `UPDATE bodies SET body = '{"id":2' WHERE id = 2`],
    ["a submission that would be two", `UPDATE bodies SET body = body || ',' || body WHERE id = 2`],
    ["a spec", `UPDATE bodies SET body = replace(body, '"name":"other"', '"name"') WHERE id = 2`],
    ["a status", "UPDATE jobs SET status = '{' WHERE id = 2"],
  ] as const)
    it(`come all the same when ${what} of one cannot be read`, async () => {
      const file = await aFile();
      const db = new DatabaseSync(file);
      db.exec(sql);
      db.close();
      const { live, unreadable } = await liveIn(file);
      assert.deepEqual([live.map(({ job }) => job.id), unreadable], [[1, 3, 4], [2]]);
      await using store = await openSqliteStore({ file });
      const named: number[] = [];
      const some = await store.liveJobsOf([1, 2], (job) => named.push(job));
      assert.deepEqual([some.map(({ job }) => job.id), named], [[1], [2]]);
    });
});
