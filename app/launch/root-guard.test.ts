import assert from "node:assert/strict";
import { mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { aJob, aSpec } from "../../jobs/life/job.builders.ts";
import { rootGuard, type RootRules } from "./root-guard.ts";

const mounts =
  (...points: readonly (readonly [point: string, options: string])[]) =>
  () =>
    points.map(([point, options]) => `36 35 98:0 / ${point} ${options} shared:1 - ext4 /dev/x rw`).join("\n");

describe("a job that is root in its container and about to start", () => {
  const image = { ref: "debian:12", pull: "ifNotPresent" } as const;
  const wish = aJob({ id: 7, user: "ana", spec: aSpec({ image, rootInContainer: true }) });
  const grants = () => [{ images: ["docker.io/library/debian"], users: ["ana"] }];
  const asked = async (rules: Partial<RootRules>, job = wish) => {
    const held: number[] = [];
    const why = await rootGuard({ grants, ...rules }, async (id) => void held.push(id))(job);
    assert.deepEqual(held, why === undefined ? [] : [job.id]);
    return why;
  };

  it("may, where the site lets it and nothing of it stays on disks that others see", async () => {
    assert.equal(await asked({}), undefined);
    assert.equal(await asked({ grants: () => [] }, aJob({ spec: aSpec() })), undefined);
  });

  it("may no more what it was allowed once", async () => {
    assert.match((await asked({ grants: () => [] })) ?? "", /does not let this job be root.*held/);
  });

  it("leaves no program of root's: its directory must be on a file system without such programs", async () => {
    const jobsDirectory = "/data/jobs";
    for (const [points, isFine] of [
      [[["/", "rw,relatime"]], false],
      [[["/", "rw,nosuid"]], true],
      [
        [
          ["/", "rw"],
          ["/data", "rw,nosuid,nodev"],
        ],
        true,
      ],
      [
        [
          ["/", "rw,nosuid"],
          ["/data", "rw,relatime"],
        ],
        false,
      ],
      [
        [
          ["/data", "rw,nosuid"],
          ["/data/jobs", "rw"],
        ],
        false,
      ],
      [
        [
          ["/", "rw"],
          ["/data/job", "rw,nosuid"],
        ],
        false,
      ],
      [
        [
          ["/data", "rw,nosuid"],
          ["/data", "rw"],
        ],
        false,
      ],
      [[["/data", "rw,nosuidx"]], false],
      [[], false],
    ] as const) {
      const why = await asked({ jobsDirectory, mounts: mounts(...points) });
      assert.equal(why === undefined, isFine, JSON.stringify(points));
      if (!isFine) assert.match(why ?? "", /\/data\/jobs is on a file system that is mounted with nosuid/);
    }
  });

  it("is held against where its directory really is", async () => {
    const place = realpathSync(mkdtempSync(join(tmpdir(), "godocker root-")));
    symlinkSync(place, `${place}-link`);
    const escaped = place.replaceAll(" ", "\\040");
    const rules = { jobsDirectory: `${place}-link`, mounts: mounts(["/", "rw"], [escaped, "rw,nosuid"]) };
    assert.equal(await asked(rules), undefined);
    rmSync(`${place}-link`);
    rmSync(place, { recursive: true });
  });
});
