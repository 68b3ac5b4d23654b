import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { aJob, aSpec, aStart, someResources } from "../../jobs/life/job.builders.ts";
import { prepareLaunch, type PrepareOptions } from "./prepare.ts";
import { rootGuard } from "./root-guard.ts";
import type { TaskSecrets } from "./task-secrets.ts";
import { volumeGuard } from "./volume-guard.ts";
import { asAccount } from "./wrappers.ts";

describe("preparing a launch", () => {
  let directory: string;
  let options: PrepareOptions;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), "godocker-prepare-"));
    options = {
      jobsDirectory: directory,
      shared: true,
      onceUrl: (file) => `http://api/once/${file}`,
      volumes: [
        { name: "work", source: "/data/work", mode: "rw" },
        { name: "reference", source: "/data/reference", mode: "ro" },
      ],
      rootFault: async () => undefined,
      volumeGuard: volumeGuard({ volumeRoots: [], volumeCheck: "off" }, async () => undefined),
      runAs: async ({ user }) => ({ runAs: { name: `batch-${user}`, uid: 1001, gid: 100 } }),
      secretsOf: async () => ({ ok: true, variables: {}, files: [] }),
    };
  });
  after(() => rm(directory, { recursive: true, force: true }));
  const { command: _, ...withoutCommand } = aSpec();
  const script = "#!/bin/sh\necho $1 `id` $(id)\n";
  const scripted = aJob({ id: 123, spec: { ...withoutCommand, script, args: ["a b", "$(id)"] } });
  const attempt = { job: 123, ...aStart({ job: 123 }), graceMs: 1000 };

  it("writes the script byte for byte where 1.0 put it, and executes it with its arguments as they are", async () => {
    const launch = await prepareLaunch(scripted, attempt, options);
    const path = join(directory, "pairtree_root/12/3/task/cmd.sh");
    assert.deepEqual(launch.argv, [path, "a b", "$(id)"]);
    assert.equal(readFileSync(path, "utf8"), script);
    assert.equal(statSync(path).mode & 0o777, 0o755);
    assert.equal(launch.env.GODOCKER_JOB_DIR, join(directory, "pairtree_root/12/3/task"));
  });

  it("gives a script that says nothing of its interpreter to /bin/sh", async () => {
    const plain = aJob({ id: 123, spec: { ...withoutCommand, script: "echo hi\n" } });
    assert.equal((await prepareLaunch(plain, attempt, options)).argv[0], "/bin/sh");
  });

  it("has the script fetched where no disk is shared", async () => {
    const launch = await prepareLaunch(scripted, attempt, { ...options, shared: false });
    assert.deepEqual(launch.files, [{ url: "http://api/once/cmd.sh", name: "cmd.sh", executable: true }]);
    assert.deepEqual(launch.argv, ["./cmd.sh", "a b", "$(id)"]);
    assert.equal(launch.env.GODOCKER_JOB_DIR, undefined);
  });

  it("tells where the volumes are, and refuses one that is no longer configured", async () => {
    const volumes = (name: string) => aJob({ spec: aSpec({ volumes: [{ name, mode: "ro" }] }) });
    const launch = await prepareLaunch(volumes("work"), attempt, options);
    assert.equal(launch.env.GODOCKER_VOLUME_WORK, "/data/work");
    await assert.rejects(prepareLaunch(volumes("gone"), attempt, options), /gone is no longer configured/);
  });

  it("shows volumes in an image where the job wants them, and says so", async () => {
    const volumes = [
      { name: "work", mode: "rw", path: "/mnt/work" },
      { name: "reference", mode: "ro", subPath: "genomes/9606" },
    ] as const;
    const image = { ref: "debian:12", pull: "ifNotPresent" } as const;
    const launch = await prepareLaunch(aJob({ spec: aSpec({ image, volumes }) }), attempt, options);
    assert.deepEqual(launch.mounts.slice(0, 2), [
      { source: "/data/work", path: "/mnt/work", mode: "rw" },
      {
        source: "/data/reference/genomes/9606",
        path: "/data/reference/genomes/9606",
        mode: "ro",
        beneath: "/data/reference",
      },
    ]);
    assert.equal(launch.env.GODOCKER_VOLUME_WORK, "/mnt/work");
  });

  const run = async (fields: Parameters<typeof aSpec>[0], index?: number) => {
    const job = aJob({ id: 123, spec: aSpec({ array: { indices: [7, 8] }, ...fields }) });
    const task = {
      job: 123,
      ...aStart({ job: 123, ...(index === undefined ? {} : { index }) }),
      graceMs: 1000,
    };
    const { argv } = await prepareLaunch(job, task, options);
    const [program, ...args] = argv;
    return {
      ...spawnSync(program, args, { cwd: directory, encoding: "utf8" }),
      directory: join(directory, "pairtree_root/12/3/task/7"),
    };
  };

  it("begins where the job wants it, with output and input in files of its own", async () => {
    const io = { stdout: "logs/%x-%5a.out", stderr: "%j_%a.err", stdin: "cmd.in", join: false } as const;
    await prepareLaunch(
      aJob({ id: 123 }),
      { job: 123, ...aStart({ job: 123, index: 7 }), graceMs: 1 },
      options,
    );
    writeFileSync(join(directory, "pairtree_root/12/3/task/7/cmd.in"), "from the file");
    const command = ["sh", "-c", "pwd; cat; echo oops >&2; exit 3"];
    const ended = await run({ command, workdir: "/usr", io }, 7);
    assert.deepEqual([ended.status, ended.stdout, ended.stderr], [3, "", ""]);
    assert.equal(readFileSync(join(ended.directory, "logs/job-00007.out"), "utf8"), "/usr\nfrom the file");
    assert.equal(readFileSync(join(ended.directory, "123_7.err"), "utf8"), "oops\n");
  });

  it("puts both outputs into one file when that is asked for", async () => {
    const io = { stdout: "both", join: true } as const;
    const ended = await run({ command: ["sh", "-c", "echo a; echo b >&2"], io }, 7);
    assert.equal(readFileSync(join(ended.directory, "both"), "utf8"), "a\nb\n");
  });

  it("never reads names or arguments as commands", async () => {
    const io = { stdout: "$(touch pwned)`id`;'\"", join: false } as const;
    const command = ["printf", "%s", "$(id); `id` \"'"];
    const ended = await run({ command, io, workdir: "/" }, 7);
    assert.equal(readFileSync(join(ended.directory, "$(touch pwned)`id`;'\""), "utf8"), "$(id); `id` \"'");
    assert.equal(existsSync(join(ended.directory, "pwned")) || existsSync("/pwned"), false);
  });

  it("does not run the program where it cannot begin", async () => {
    const ended = await run({ command: ["echo", "ran"], workdir: "/nowhere/at/all" }, 7);
    assert.deepEqual([ended.status, ended.stdout], [126, ""]);
    const lost = await run({ command: ["echo", "ran"], io: { stdin: "missing", join: false } }, 7);
    assert.notEqual(lost.status, 0);
    assert.equal(lost.stdout, "");
  });

  it("needs agents that see the directory for that", async () => {
    const job = aJob({ id: 123, spec: aSpec({ workdir: "/usr" }) });
    await assert.rejects(prepareLaunch(job, attempt, { ...options, shared: false }), /jobs\.shared/);
  });

  it("shows people whose task it is", async () => {
    const launch = await prepareLaunch(scripted, attempt, options);
    assert.equal(launch.name, "job (ada)");
    assert.deepEqual(launch.labels, {
      "godocker.job": "123",
      "godocker.attempt": "1",
      "godocker.user": "ada",
      "godocker.project": "default",
    });
    const array = aJob({ id: 123, spec: aSpec({ array: { from: 5, to: 9, step: 1 } }) });
    const third = { job: 123, ...aStart({ job: 123, element: 2, index: 7 }), graceMs: 1000 };
    const element = await prepareLaunch(array, third, options);
    assert.deepEqual([element.name, element.labels["godocker.index"]], ["job[7] (ada)", "7"]);
  });

  it("runs it as the account of its user", async () => {
    const launch = await prepareLaunch(scripted, attempt, options);
    assert.deepEqual(launch.account, { name: "batch-ada", uid: 1001, gid: 100 });
  });

  describe("in nothing but the machine", () => {
    it("mounts nothing, and asks for nothing that the job does not", async () => {
      const job = aJob({ spec: aSpec({ volumes: [{ name: "work", mode: "rw" }] }) });
      const launch = await prepareLaunch(job, attempt, options);
      assert.deepEqual([launch.mounts, launch.tmpfs, launch.ports, launch.preemptible], [[], [], [], false]);
      const asked = [
        "image",
        "network",
        "scratch",
        "shmMib",
        "memoryLimitMib",
        "maxCompletionMs",
        "reservation",
      ];
      for (const field of asked) assert.ok(!(field in launch), field);
    });
  });

  describe("in an image", () => {
    const image = { ref: "alpine:3.20", pull: "always" } as const;
    const volumes = [
      { name: "work", mode: "rw" },
      { name: "reference", mode: "rw" },
    ] as const;

    it("mounts volumes at their own paths, never with more rights than the site gives, and the job's directory", async () => {
      const job = aJob({ id: 123, spec: { ...withoutCommand, script, image, volumes } });
      const launch = await prepareLaunch(job, attempt, options);
      const own = join(directory, "pairtree_root/12/3/task");
      assert.deepEqual(launch.mounts, [
        { source: "/data/work", path: "/data/work", mode: "rw" },
        { source: "/data/reference", path: "/data/reference", mode: "ro" },
        { source: own, path: own, mode: "rw" },
      ]);
      assert.deepEqual(launch.image, image);
      assert.deepEqual(launch.argv, [join(own, "cmd.sh")]);
    });

    it("names a fetched script relative to the sandbox, which the backend knows the place of", async () => {
      const apart = { ...options, shared: false };
      const withLine = await prepareLaunch(
        aJob({ spec: { ...withoutCommand, script, image } }),
        attempt,
        apart,
      );
      assert.deepEqual([withLine.argv, withLine.mounts], [["./cmd.sh"], []]);
      const plain = aJob({ spec: { ...withoutCommand, script: "echo hi\n", args: ["a b"], image } });
      assert.deepEqual((await prepareLaunch(plain, attempt, apart)).argv, ["/bin/sh", "./cmd.sh", "a b"]);
    });

    it("gives it memory, file systems and scratch space as it asked, rounded up", async () => {
      const spec = aSpec({
        image,
        tmpfs: [{ path: "/cache", bytes: 2 ** 20 + 1 }],
        scratch: { bytes: 2 ** 30, path: "/scratch" },
        resources: someResources({ shmBytes: 2 ** 27, memoryLimitBytes: 2 ** 31 }),
      });
      const launch = await prepareLaunch(aJob({ spec }), attempt, options);
      assert.deepEqual(launch.tmpfs, [{ path: "/cache", mib: 2 }]);
      assert.deepEqual(launch.scratch, { path: "/scratch", mib: 1024 });
      assert.deepEqual([launch.shmMib, launch.memoryLimitMib], [128, 2048]);
      assert.equal(launch.env.GODOCKER_SCRATCH, "/scratch");
    });
  });

  describe("with host ports", () => {
    const spec = aSpec({
      resources: someResources({ ports: 2, portNames: ["rpc"] }),
      network: {
        name: "weave",
        ports: [
          { container: 8080, protocol: "tcp", name: "web-ui" },
          { container: 53, protocol: "udp" },
        ],
      },
    });
    const given = { ...attempt, ports: [31_000, 31_005, 31_007, 31_009] };

    it("tells the task all of them in order, and those with names by name", async () => {
      const { env, ports } = await prepareLaunch(aJob({ spec }), given, options);
      assert.equal(env.GODOCKER_PORTS, "31000,31005,31007,31009");
      assert.deepEqual([env.GODOCKER_PORT_RPC, env.GODOCKER_PORT_WEB_UI], ["31000", "31007"]);
      assert.deepEqual(ports, [
        { port: 31_000, name: "rpc" },
        { port: 31_005 },
        { port: 31_007, name: "web-ui" },
        { port: 31_009 },
      ]);
    });

    it("maps those behind the job's own to the ports of the container", async () => {
      const { network } = await prepareLaunch(aJob({ spec }), given, options);
      assert.deepEqual(network, {
        name: "weave",
        mappings: [
          { host: 31_007, container: 8080, protocol: "tcp" },
          { host: 31_009, container: 53, protocol: "udp" },
        ],
      });
    });

    it("refuses an attempt that was given another number of them", async () => {
      await assert.rejects(
        prepareLaunch(aJob({ spec }), { ...attempt, ports: [31_000] }, options),
        /needs 4 ports/,
      );
      await assert.rejects(prepareLaunch(aJob(), { ...attempt, ports: [31_000] }, options), /needs 0 ports/);
    });
  });

  it("has the backend end it itself, but later than the scheduler would", async () => {
    const { maxCompletionMs } = await prepareLaunch(
      aJob({ spec: aSpec({ walltimeSeconds: 60 }) }),
      attempt,
      options,
    );
    assert.ok((maxCompletionMs ?? 0) > 60_000 + attempt.graceMs);
  });

  it("hands on what was planned: resources, reservation, whether it may be preempted", async () => {
    const resources = { cpusMilli: 2000, memMib: 4096, diskMib: 10, gpus: 2 };
    const planned = { ...attempt, resources, reservation: "job-123" };
    const launch = await prepareLaunch(aJob({ spec: aSpec({ preemptible: true }) }), planned, options);
    assert.deepEqual(
      [launch.resources, launch.reservation, launch.preemptible],
      [resources, "job-123", true],
    );
  });

  it("takes the job's own variables for nothing that it tells itself", async () => {
    const spec = aSpec({
      env: { GODOCKER_JOB_ID: "7", GODOCKER_VOLUME_WORK: "/", OWN: "$(id)" },
      volumes: [{ name: "work", mode: "ro" }],
    });
    const { env } = await prepareLaunch(aJob({ id: 123, spec }), attempt, options);
    assert.deepEqual(
      [env.GODOCKER_JOB_ID, env.GODOCKER_VOLUME_WORK, env.OWN],
      ["123", "/data/work", "$(id)"],
    );
  });

  describe("with secrets", () => {
    const uses = [
      { name: "db", env: "DB_PASSWORD" },
      { name: "key", file: "id_ed25519" },
      { name: "pin", file: "pin" },
    ] as const;
    const value = "a'b\"c $(id) `id` %s \\n\nend";
    const given = async (): Promise<TaskSecrets> => ({
      ok: true,
      variables: { DB_PASSWORD: value },
      files: [
        { name: "id_ed25519", value },
        { name: "pin", value: "1234\n" },
      ],
    });

    it("gives them to the program, and to nothing that shows a task", async () => {
      const job = aJob({ spec: aSpec({ secrets: uses, command: ["sh", "-c", "true"] }) });
      const { secretEnv, ...rest } = await prepareLaunch(job, attempt, { ...options, secretsOf: given });
      assert.equal(secretEnv?.DB_PASSWORD, value);
      assert.doesNotMatch(JSON.stringify(rest), /1234|a'b/);
    });

    it("writes files that only the account reads, byte for byte, and leaves nothing of them in the environment", async () => {
      const sandbox = await mkdtemp(join(directory, "sandbox-"));
      const command = [
        "sh",
        "-c",
        'cd "$GODOCKER_SECRETS_DIR"; stat -c "%a %n" . *; cat pin; cmp id_ed25519 ../expected; env | grep GODOCKER_SECRET',
      ];
      writeFileSync(join(sandbox, "expected"), value);
      const job = aJob({ spec: aSpec({ secrets: uses, command }) });
      const { argv, secretEnv } = await prepareLaunch(job, attempt, { ...options, secretsOf: given });
      const [program, ...args] = argv;
      const ended = spawnSync(program, args, {
        cwd: "/",
        env: { PATH: process.env.PATH, MESOS_SANDBOX: sandbox, ...secretEnv },
        encoding: "utf8",
      });
      assert.deepEqual(ended.stdout.split("\n"), [
        "700 .",
        "400 id_ed25519",
        "400 pin",
        "1234",
        `GODOCKER_SECRETS_DIR=${sandbox}/.secrets`,
        "",
      ]);
      assert.equal(ended.stderr, "");
    });

    it("withholds a task whose secrets cannot be had, and says why", async () => {
      const why = 'there is no secret "db"; the job is held until it is released';
      const job = aJob({ spec: aSpec({ secrets: uses }) });
      const secretsOf = async (): Promise<TaskSecrets> => ({ ok: false, why });
      const launch = await prepareLaunch(job, attempt, { ...options, secretsOf });
      assert.deepEqual([launch.withheld, launch.secretEnv], [why, undefined]);
    });
  });

  describe("with a warning signal", () => {
    const warned = async (command: readonly string[], walltimeSeconds: number) => {
      const spec = aSpec({ command, walltimeSeconds, signal: { name: "USR1", beforeSeconds: 3 } });
      const { argv } = await prepareLaunch(aJob({ spec }), attempt, options);
      const [program, ...args] = argv;
      return spawnSync(program, args, { cwd: directory, encoding: "utf8" });
    };

    it("sends it to the program itself, which goes on", async () => {
      const command = [
        "bash",
        "-c",
        "trap 'echo warned; exit 7' USR1; for ((;;)); do read -t 0.1 <> <(:); done",
      ];
      const ended = await warned(command, 4);
      assert.deepEqual([ended.stdout, ended.status], ["warned\n", 7]);
    });

    it("leaves a program that ends before alone, with its code and without children that it does not know", async () => {
      const ended = await warned(["bash", "-c", "wait; jobs; pgrep -P $$ -c sleep; exit 3"], 3600);
      assert.deepEqual([ended.stdout, ended.status], ["0\n", 3]);
    });
  });

  it("hands on how many processes it may have", async () => {
    const job = aJob({ spec: aSpec({ resources: someResources({ pids: 64 }) }) });
    assert.equal((await prepareLaunch(job, attempt, options)).pids, 64);
  });

  describe("for a job that is root in its container", () => {
    const image = { ref: "debian:12", pull: "ifNotPresent" } as const;
    const volumes = [{ name: "work", mode: "rw", path: "/mnt/work" }] as const;
    const job = aJob({ id: 123, spec: aSpec({ image, volumes, rootInContainer: true }) });
    const runAs = async () => ({ runAs: { name: "ana", uid: 2000, gid: 2001, groups: [3000] } });

    it("asks for user id 0 with the groups of its owner, and nothing that agents would make another account of", async () => {
      const launch = await prepareLaunch(job, attempt, { ...options, runAs });
      assert.deepEqual(launch.account, { name: "root", uid: 0, gid: 2001, groups: [3000] });
      assert.equal(launch.labels["godocker.user"], "ada");
    });

    it("lets it read volumes, and write its own directory as a member of its owner's group", async () => {
      const launch = await prepareLaunch(job, attempt, { ...options, runAs });
      const directory = join(options.jobsDirectory, "pairtree_root/12/3/task");
      assert.deepEqual(
        launch.mounts.map(({ mode, path }) => [path, mode]),
        [
          ["/mnt/work", "ro"],
          [directory, "rw"],
        ],
      );
      if (process.getuid?.() !== 0) return;
      const { gid, mode, uid } = statSync(directory);
      assert.deepEqual([uid, gid, mode & 0o777], [2000, 2001, 0o775]);
    });

    it("starts nothing when the site does not allow it any more, and holds the job", async () => {
      const held: number[] = [];
      const hold = async (id: number) => void held.push(id);
      const launch = await prepareLaunch(job, attempt, {
        ...options,
        rootFault: rootGuard({ grants: () => [] }, hold),
      });
      assert.match(launch.withheld ?? "", /does not let this job be root.*held until it is released/);
      assert.deepEqual(held, [123]);
      const allowed = rootGuard({ grants: () => [{ images: ["docker.io/library/debian"] }] }, hold);
      assert.equal(
        (await prepareLaunch(job, attempt, { ...options, rootFault: allowed })).withheld,
        undefined,
      );
    });
  });

  describe("as an account of the site's directory", () => {
    const runAs = async () => ({
      runAs: { name: "ana", uid: 2000, gid: 2000, groups: [3000, 3001] },
      home: "/home/ana",
    });

    it("ends at once where the machine gives its name another number", () => {
      const own = process.getuid?.() ?? 0;
      for (const [uid, exit] of [
        [own, 7],
        [own + 1, 126],
      ] as const) {
        const [program, ...words] = asAccount(["/bin/sh", "-c", 'exit "$1"', "sh", "7"], uid);
        assert.equal(spawnSync(program, words).status, exit);
      }
    });

    it("is checked so without an image, and tells agents its numbers", async () => {
      const launch = await prepareLaunch(aJob(), attempt, { ...options, shared: false, runAs });
      assert.deepEqual(launch.argv.slice(3, 5), ["sh", "2000"]);
      assert.equal(launch.labels["godocker.groups"], "3000,3001");
      assert.deepEqual([launch.env.HOME, launch.env.USER], ["/home/ana", "ana"]);
      const image = { ref: "debian:12", pull: "ifNotPresent" } as const;
      const imaged = await prepareLaunch(aJob({ spec: aSpec({ image }) }), attempt, {
        ...options,
        shared: false,
        runAs,
      });
      assert.deepEqual([imaged.argv, imaged.env.HOME], [aSpec().command, undefined]);
    });

    it("has nothing written for it when it must not start", async () => {
      const id = 4711;
      const gone = async () => ({ runAs: { name: "ana" }, why: "she has left" });
      const job = aJob({ id, spec: { ...withoutCommand, script } });
      const launch = await prepareLaunch(job, { ...attempt, job: id }, { ...options, runAs: gone });
      assert.equal(launch.withheld, "she has left");
      assert.equal(existsSync(join(directory, "pairtree_root/47")), false);
    });
  });
});
