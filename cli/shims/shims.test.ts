import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import fc from "fast-check";
import { ANA, aWorld, OPERATOR, submitted, type World } from "../../api/api.builders.ts";
import { aDesk, aDeskAt, OK, type Desk } from "../cli.builders.ts";
import { slurmMebibytes, slurmSeconds, slurmTime } from "./slurm-units.ts";

const timeout = 240_000;
const MIB = 1024 ** 2;

async function aSite(as = ANA) {
  const world = await aWorld();
  const desk = await aDeskAt(world, {}, as);
  return {
    world,
    desk,
    shim: (name: string, ...words: readonly string[]) => desk.run("shim", name, ...words),
    async [Symbol.asyncDispose]() {
      desk[Symbol.dispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

async function submittedBy(world: World, stdout: string) {
  const job = await world.store.job(Number(/(\d+)\n$/.exec(stdout)?.[1]));
  assert.ok(job !== undefined, stdout);
  return job;
}

describe("sbatch", { timeout }, () => {
  it("prints what Slurm prints, and takes #SBATCH lines below the flags of the command line", async () => {
    await using site = await aSite();
    site.desk.file(
      "align.sh",
      "#!/bin/sh\n#SBATCH --job-name=blast -c 2\n#SBATCH --mem=2048  # two gibibytes\n#SBATCH -t 1:30:00\necho hi\n#SBATCH -c 9\n",
    );
    const { exit, stderr, stdout } = await site.shim("sbatch", "-c", "4", "align.sh", "one", "--two");
    assert.deepEqual([exit, stderr], [0, ""]);
    assert.match(stdout, /^Submitted batch job \d+\n$/);
    const { spec } = await submittedBy(site.world, stdout);
    assert.deepEqual(
      [spec.name, spec.args, spec.walltimeSeconds, spec.resources.cpus, spec.resources.memoryBytes],
      ["blast", ["one", "--two"], 5400, 4, 2048 * MIB],
    );
  });

  it("prints the id alone with --parsable, and takes a command or a script through a pipe", async () => {
    await using site = await aSite();
    const wrapped = await site.shim(
      "sbatch",
      "--parsable",
      "--ntasks=3",
      "--mem-per-cpu=100",
      "--wrap",
      "echo $HOME",
    );
    assert.match(wrapped.stdout, /^\d+\n$/);
    const { spec } = await submittedBy(site.world, wrapped.stdout);
    assert.deepEqual([spec.script, spec.name], ["#!/bin/sh\necho $HOME\n", "wrap"]);
    assert.deepEqual([spec.resources.cpus, spec.resources.memoryBytes], [3, 300 * MIB]);
    const piped = await site.desk.start(["shim", "sbatch", "-p", "default"], {
      stdin: "#!/bin/sh\n#SBATCH -J piped\ntrue\n",
    }).ended;
    assert.equal((await submittedBy(site.world, piped.stdout)).spec.name, "piped");
  });

  it("refuses what cannot be had or is not known, and stores nothing", async () => {
    await using site = await aSite();
    for (const [words, why] of [
      [["--nodes=2"], /--nodes=2 cannot be had: a job runs on one node/],
      [["--frobnicate"], /--frobnicate/],
      [["-C", "gpu"], /features of nodes are attributes/],
      [["-t", "soon"], /"soon" is no time/],
      [["--mem=0"], /"0" is no size/],
      [["-p", "nowhere"], /Batch job submission failed: /],
      [["--export=ALL"], /a job does not get all of your environment/],
    ] as const) {
      const { exit, stderr, stdout } = await site.shim("sbatch", ...words, "--wrap=true");
      assert.deepEqual([exit, stdout], [1, ""], stderr);
      assert.match(stderr, /^sbatch: error: /);
      assert.match(stderr, why);
    }
    assert.deepEqual(await site.world.store.inbox(10), []);
  });

  it("says what it ignores, and in Slurm's words when another try may help", async () => {
    await using site = await aSite();
    const { exit, stderr } = await site.shim("sbatch", "--nice=5", "-q", "normal", "--wrap=true");
    assert.deepEqual(
      [exit, stderr],
      [0, "sbatch: warning: --nice, --qos mean nothing here and are ignored\n"],
    );
    using away = aDesk({ env: { GODOCKER_SERVER: "http://127.0.0.1:1", GODOCKER_TOKEN: "x" } });
    const failed = await away.run("shim", "sbatch", "--wrap=true");
    assert.equal(failed.exit, 1);
    assert.match(failed.stderr, /Socket timed out on send\/recv operation/);
  });
});

describe("squeue", { timeout }, () => {
  const withJobs = async (site: { readonly world: World }) => {
    const waiting = await submitted(site.world, { name: "waits", walltimeSeconds: 5400 });
    const runs = await submitted(site.world, { name: "a-long-name" });
    await site.world.running(await site.world.launch(runs));
    const over = await submitted(site.world);
    const task = await site.world.launch(over);
    await site.world.running(task);
    await site.world.end(task, OK);
    return { waiting, runs, over };
  };

  it("has the columns of Slurm, of what has not ended", async () => {
    await using site = await aSite();
    const { runs, waiting } = await withJobs(site);
    const { exit, stderr, stdout } = await site.shim("squeue");
    assert.deepEqual([exit, stderr], [0, ""]);
    const [head, ...rows] = stdout.trimEnd().split("\n");
    assert.equal(
      head,
      "             JOBID PARTITION     NAME     USER ST       TIME  NODES NODELIST(REASON)",
    );
    assert.deepEqual(
      rows.map((row) => row.trim().split(/\s+/)).map(([id, , name, user, state]) => [id, name, user, state]),
      [
        [String(waiting), "waits", "ana", "PD"],
        [String(runs), "a-long-n", "ana", "R"],
      ],
    );
  });

  it("goes by a format, ids and states", async () => {
    await using site = await aSite();
    const { over, runs, waiting } = await withJobs(site);
    const format = await site.shim("squeue", "-h", "-j", `${waiting},${runs}`, "-o", "%i %T %l");
    assert.equal(format.stdout, `${waiting} PENDING 1:30:00\n${runs} RUNNING UNLIMITED\n`);
    const ended = await site.shim("squeue", "-h", "-t", "CD", "-o", "%A|%t");
    assert.equal(ended.stdout, `${over}|CD\n`);
    assert.equal((await site.shim("squeue", "--me", "-h", "-t", "RUNNING", "-o%i")).stdout, `${runs}\n`);
  });

  it("says what it does not know", async () => {
    await using site = await aSite();
    const missing = await site.shim("squeue", "-j", "99");
    assert.deepEqual(
      [missing.exit, missing.stderr],
      [1, "slurm_load_jobs error: Invalid job id specified\n"],
    );
    assert.match((await site.shim("squeue", "-o", "%Z")).stderr, /the field %Z is not known/);
    assert.match((await site.shim("squeue", "--start")).stderr, /^squeue: error: --start/);
    assert.match((await site.shim("squeue", "-t", "LOST")).stderr, /there is no state LOST/);
  });
});

describe("scancel", { timeout }, () => {
  const requests = async (world: World) =>
    (await world.store.inbox(100)).flatMap((document) =>
      document.kind === "request" ? [document.request] : [],
    );

  it("ends jobs and tasks of arrays, and prints nothing", async () => {
    await using site = await aSite();
    const [one, array] = [
      await submitted(site.world),
      await submitted(site.world, { array: { from: 0, to: 9 } }),
    ];
    await site.world.lead(one);
    assert.deepEqual(await site.shim("scancel", String(one), `${array}_[3-4]`), {
      exit: 0,
      stdout: "",
      stderr: "",
    });
    assert.deepEqual(
      (await requests(site.world)).map(({ elements, job, verb }) => [job, verb, elements]).sort(),
      [
        [one, "cancel", undefined],
        [array, "cancel", [[3, 4]]],
      ],
    );
  });

  it("only sends a signal with -s", async () => {
    await using site = await aSite();
    const id = await submitted(site.world);
    const task = await site.world.launch(id);
    await site.world.running(task);
    assert.equal((await site.shim("scancel", "-s", "USR1", String(id))).exit, 0);
    assert.deepEqual(site.world.signals, [[task, "USR1"]]);
    assert.deepEqual(await requests(site.world), []);
  });

  it("tells of jobs that are not there, or over", async () => {
    await using site = await aSite();
    const missing = await site.shim("scancel", "99");
    assert.deepEqual(
      [missing.exit, missing.stderr],
      [1, "scancel: error: Kill job error on job id 99: Invalid job id specified\n"],
    );
    const id = await submitted(site.world);
    const task = await site.world.launch(id);
    await site.world.running(task);
    await site.world.end(task, OK);
    const over = await site.shim("scancel", String(id));
    assert.equal(over.exit, 0);
    assert.match(over.stderr, /already completing or completed/);
    assert.deepEqual(await site.shim("scancel", "-q", String(id)), { exit: 0, stdout: "", stderr: "" });
    assert.equal((await site.shim("scancel")).exit, 1);
  });
});

describe("sinfo", { timeout }, () => {
  it("has queues as partitions, with their machines", async () => {
    await using site = await aSite(OPERATOR);
    const { exit, stdout } = await site.shim("sinfo");
    assert.equal(exit, 0);
    const [head, row] = stdout.split("\n");
    assert.equal(head, "PARTITION AVAIL  TIMELIMIT  NODES  STATE NODELIST");
    assert.match(row ?? "", /^default\*  +up +infinite +1 +\w+ node1$/);
    assert.match((await site.shim("sinfo", "-h", "-o", "%P %D")).stdout, /^default\* 1\n$/);
  });
});

describe("shims install", { timeout }, () => {
  const textOf = (desk: Desk, name: string) => readFileSync(join(desk.directory, "bin", name), "utf8");

  it("writes commands that start godocker, again and again", async () => {
    using desk = aDesk();
    for (let n = 0; n < 2; n += 1) {
      const { exit, stderr } = await desk.run("shims", "install", "bin", "--only", "sbatch,squeue");
      assert.equal(exit, 0, stderr);
    }
    assert.match(textOf(desk, "sbatch"), /exec "\$\{GODOCKER_PROGRAM:-godocker\}" shim sbatch "\$@"/);
    assert.equal(statSync(join(desk.directory, "bin", "squeue")).mode & 0o111, 0o111);
    assert.throws(() => textOf(desk, "sinfo"));
  });

  it("writes nothing where one of them is another user's", async () => {
    using desk = aDesk();
    await desk.run("shims", "install", "bin", "--only", "sinfo");
    desk.file("bin/scancel", "#!/bin/sh\necho the real one\n");
    const { exit, stderr } = await desk.run("shims", "install", "bin");
    assert.equal(exit, 7);
    assert.match(stderr, /scancel is there already, and is none of ours/);
    assert.throws(() => textOf(desk, "sbatch"));
    assert.match((await desk.run("shims", "install", "bin", "--only", "salloc")).stderr, /no shim salloc/);
  });
});

describe("times and sizes of Slurm", () => {
  it("are read back as they were written", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 * 86_400 }), (seconds) => {
        assert.equal(slurmSeconds(slurmTime(seconds)), seconds);
      }),
    );
  });

  it("are minutes and mebibytes without a unit", () => {
    const known: readonly (readonly [string, number])[] = [
      ["90", 5400],
      ["0:3600", 3600],
      ["1:30:00", 5400],
      ["2-12", 216_000],
      ["1-0:30", 88_200],
    ];
    for (const [text, seconds] of known) assert.equal(slurmSeconds(text), seconds, text);
    assert.equal(slurmSeconds("UNLIMITED"), undefined);
    assert.deepEqual([slurmMebibytes("512"), slurmMebibytes("4G"), slurmMebibytes("100K")], [512, 4096, 1]);
  });
});
