import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { aJob, aSpec, aStart } from "../../jobs/life/job.builders.ts";
import type { VolumeMount } from "../../jobs/spec/spec.ts";
import type { SiteVolume } from "../../jobs/placement/volumes.ts";
import { prepareLaunch } from "./prepare.ts";
import { volumeGuard, type VolumeRules } from "./volume-guard.ts";

describe("volumes of a job that is about to start", () => {
  let site: string;
  let held: number[] = [];
  before(() => {
    site = realpathSync(mkdtempSync(join(tmpdir(), "godocker-volumes-")));
    for (const made of ["data/ana/work/deep", "data/bob/private", "data/shared", "other/ana", "jobs"])
      mkdirSync(join(site, made), { recursive: true });
  });
  beforeEach(() => (held = []));
  after(() => rmSync(site, { recursive: true, force: true }));

  const volume = (source: string): SiteVolume => ({ name: "v", source: `${site}/${source}`, mode: "rw" });
  const link = (at: string, to: string): void => {
    rmSync(join(site, at), { recursive: true, force: true });
    symlinkSync(to, join(site, at));
  };
  const seen: VolumeRules = { volumeRoots: [], volumeCheck: "seen" };
  const IMAGE = { ref: "debian", pull: "ifNotPresent" } as const;

  const launch = (
    volumes: readonly SiteVolume[],
    rules = seen,
    use: Partial<VolumeMount> = {},
    image = true,
  ) =>
    prepareLaunch(
      aJob({
        id: 7,
        user: "ana",
        spec: aSpec({
          command: ["echo", "ran"],
          ...(image ? { image: IMAGE } : {}),
          volumes: [{ name: "v", mode: "rw", ...use }],
        }),
      }),
      { job: 7, ...aStart({ job: 7 }), graceMs: 1 },
      {
        jobsDirectory: `${site}/jobs`,
        shared: true,
        onceUrl: (file) => file,
        volumes,
        rootFault: async () => undefined,
        volumeGuard: volumeGuard(rules, async (job) => void held.push(job)),
        runAs: async () => ({ runAs: { name: "ana", uid: 2000, gid: 2000 } }),
        secretsOf: async () => ({ ok: true, variables: {}, files: [] }),
      },
    );
  const refused = async (volumes: readonly SiteVolume[], why: RegExp, rules = seen): Promise<void> => {
    const { withheld = "" } = await launch(volumes, rules);
    assert.match(withheld, why);
    assert.deepEqual(held, [7]);
  };
  const taken = async (volumes: readonly SiteVolume[], rules = seen): Promise<void> => {
    assert.equal((await launch(volumes, rules)).withheld, undefined);
    assert.deepEqual(held, []);
  };

  it("are mounted where they are what they seem", async () => {
    for (const source of ["data/${user}", "data/${user}/work", "data/shared", "data/${user}/not-there-yet"])
      await taken([volume(source)]);
  });

  describe("when its owner makes links", () => {
    const source = "data/${user}/trap";

    it("are not what a link to a directory of the machine shows, and the job is held", async () => {
      link("data/ana/trap", "/etc");
      await refused([volume(source)], /^the volume v leads to \/etc by a link.*held until it is released$/);
    });

    for (const [what, to] of [
      ["to the files of somebody else", "../bob/private"],
      ["to everybody's files", ".."],
      ["to another one that leads out", "hop"],
      ["to what only the machine that mounts it may have", "/srv/not/here"],
      ["to all of the machine", "/"],
    ] as const)
      it(`are not what a link leads ${what}`, async () => {
        link("data/ana/hop", "/usr");
        link("data/ana/trap", to);
        await refused([volume(source)], /leads to/);
      });

    it("are not what a link in the middle leads to", async () => {
      link("data/ana/trap", "../bob");
      await refused([volume("data/${user}/trap/private")], /leads to .*\/bob\/private by a link/);
    });

    it("are not what a ring of links leads to", async () => {
      link("data/ana/hop", "trap");
      link("data/ana/trap", "hop");
      await refused([volume(source)], /too many links/);
    });

    it("may be what is theirs all the same", async () => {
      link("data/ana/trap", "work/deep");
      await taken([volume(source)]);
    });

    it("are not what a directory in them leads to", async () => {
      link("data/ana/trap", "/usr");
      const inside = await launch([volume("data/${user}")], seen, { subPath: "trap" });
      assert.match(inside.withheld ?? "", /leads to \/usr by a link/);
    });

    it(
      "are not taken on trust where the scheduler may not look",
      { skip: process.getuid?.() === 0 && "root may look everywhere" },
      async () => {
        mkdirSync(join(site, "data/ana/closed/in"), { recursive: true });
        chmodSync(join(site, "data/ana/closed"), 0);
        await refused([volume("data/${user}/closed/in")], /may not look into/);
        chmodSync(join(site, "data/ana/closed"), 0o700);
      },
    );
  });

  describe("when administrators keep people's files behind links", () => {
    before(() => link("data/ana-there", join(site, "other/ana")));

    it("lie below the directories that are allowed", async () => {
      const volumes = [volume("data/${user}-there")];
      await refused(volumes, /leads to .*other\/ana by a link/);
      held = [];
      await taken(volumes, { ...seen, volumeRoots: [`${site}/other`] });
      await taken(volumes, { ...seen, volumeRoots: [`${site}/nowhere`, "/"] });
    });

    it("lie nowhere else then, whatever their source says", async () => {
      await refused([volume("data/shared")], /leads to/, { ...seen, volumeRoots: [`${site}/other`] });
    });

    it("never show the machine itself", async () => {
      link("data/everything", "/proc/self");
      await refused([volume("data/everything")], /leads to \/proc\//, { ...seen, volumeRoots: ["/"] });
    });
  });

  it("are not looked at where the scheduler has no such disk, unless that must be", async () => {
    const away: SiteVolume = { name: "v", source: "/no/such/disk/${user}/work", mode: "ro" };
    await taken([away]);
    await refused([away], /machine has no \/no\/such\/disk/, { ...seen, volumeCheck: "always" });
    held = [];
    await refused([volume("data/${user}/gone")], /is not there/, { ...seen, volumeCheck: "always" });
  });

  it("are left to the machines where they mean something else", async () => {
    link("data/ana/trap", "/etc");
    await taken([volume("data/${user}/trap")], { ...seen, volumeCheck: "off" });
  });

  it("tell clusters what links must not lead out of", async () => {
    const beneath = async (source: string, use: Partial<VolumeMount> = {}) =>
      (await launch([volume(source)], seen, use)).mounts[0]?.beneath;
    assert.equal(await beneath("data/${user}"), undefined);
    assert.equal(await beneath("data/${user}/work"), `${site}/data/ana`);
    assert.equal(await beneath("data/shared", { subPath: "x" }), `${site}/data/shared`);
  });

  describe("without an image, on the machine itself", () => {
    const run = async (source: string, roots: readonly string[] = []) => {
      // The scheduler sees nothing here: what is found is found by the machine.
      const { argv } = await launch([volume(source)], { volumeRoots: roots, volumeCheck: "off" }, {}, false);
      const [program, ...args] = argv;
      const env = { PATH: process.env["PATH"], volumes: "mine", name: "mine" };
      const { status, stderr, stdout } = spawnSync(program, args, { encoding: "utf8", env });
      return [status, stdout, stderr];
    };

    it("are looked at before the program begins", async () => {
      assert.deepEqual(await run("data/${user}/work"), [0, "ran\n", ""]);
      link("data/ana/trap", "/etc");
      const [status, out, why] = await run("data/${user}/trap");
      assert.deepEqual([status, out], [126, ""]);
      assert.match(String(why), /^the volume v leads to \/etc here, outside of where it should be: nothing/);
      link("data/ana/trap", "../bob");
      assert.equal((await run("data/${user}/trap"))[0], 126);
    });

    it("lie below the directories that are allowed", async () => {
      link("data/ana-there", join(site, "other/ana"));
      assert.equal((await run("data/${user}-there"))[0], 126);
      assert.deepEqual(await run("data/${user}-there", ["/nowhere", `${site}/other`]), [0, "ran\n", ""]);
      assert.deepEqual(await run("data/${user}-there", ["/"]), [0, "ran\n", ""]);
    });

    it("may be missing: then there is nothing that they could show", async () => {
      assert.deepEqual(await run("data/${user}/gone"), [0, "ran\n", ""]);
    });
  });
});
