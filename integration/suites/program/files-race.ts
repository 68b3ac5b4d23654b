import assert from "node:assert/strict";
import { realpath } from "node:fs/promises";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { aJobDisk } from "../../../api/files/files.builders.ts";
import type { JobDisk } from "../../../api/files/files.builders.ts";
import type { JobFiles, OpenFile } from "../../../api/files/job-files.ts";
import { swapping } from "../../../api/files/swapping.builders.ts";

const SWAPS = 1_000_000;

describe("files of a job that exchanges directories and files for links that lead out", () => {
  it(`are never others, over ${SWAPS} exchanges`, async (test) => {
    using disk = aJobDisk();
    const startedMs = performance.now();
    const outcome = await swapping(disk, { reads: 60_000, swapsMin: SWAPS });
    test.diagnostic(`${JSON.stringify(outcome)} in ${Math.round(performance.now() - startedMs)} ms`);
    assert.equal(outcome.leaks, 0);
    assert.ok(outcome.inside > 1000, "hardly anything was read");
    assert.ok(outcome.refused > 1000, "the exchange was hardly ever met");
  });

  it("are others soon for a reader that checks a path and then opens it", async (test) => {
    using disk = aJobDisk();
    let leaks = 0;
    let rounds = 0;
    for (; leaks === 0 && rounds < 200; rounds += 1) {
      ({ leaks } = await swapping(disk, { reads: 500, files: byPath(disk) }));
      disk.clear(1);
    }
    test.diagnostic(`${leaks} leaks in round ${rounds}`);
    assert.ok(leaks > 0, "the exchange is too slow to prove anything");
  });
});

/** As it must not be done. */
function byPath(disk: JobDisk): JobFiles {
  const top = disk.directory(1);
  return {
    async open(path) {
      const whole = join(top, ...path.map(String));
      try {
        if (!(await realpath(whole)).startsWith(`${top}/`)) return undefined;
        const content = await readFile(whole);
        const file: OpenFile = {
          kind: "file",
          size: content.length,
          modifiedAtMs: 0,
          etag: "",
          mode: 0,
          read: async () => content,
          close: async () => undefined,
        };
        return file;
      } catch {
        return undefined; // exchanged between two steps
      }
    },
  };
}
