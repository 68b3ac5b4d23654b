import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import {
  cgroupNames,
  killByKernel,
  makeCgroup,
  parseCgroupMounts,
  parseOwnCgroup,
  pidsOfCgroup,
  settingsFor,
  stopForks,
} from "./cgroups.ts";
import type { CgroupParents } from "./cgroups.ts";
import { settingsOf } from "./container-settings.ts";
import { createContainment } from "./containment.ts";
import { enforcedNames, hostLimits } from "./host-limits.ts";
import { bytesText } from "./bytes-text.ts";
import { rlimitWords } from "./rlimits.ts";
import { groupIo } from "../tasks/usage.ts";

const home = mkdtempSync(join(tmpdir(), "cgroups-"));
after(() => rmSync(home, { recursive: true }));
const MIB = 1024 * 1024;

describe("the hierarchies of control groups", () => {
  it("are read from the mounts of a host with both versions", () => {
    const mounts = parseCgroupMounts(
      [
        "25 30 0:22 / /sys rw - sysfs sysfs rw",
        "33 32 0:28 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw,nsdelegate",
        "36 32 0:31 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid shared:9 - cgroup cgroup rw,cpu,cpuacct",
        "37 32 0:32 / /sys/fs/cgroup/blkio rw - cgroup cgroup rw,blkio",
        "38 32 0:33 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,name=systemd",
      ].join("\n"),
    );
    assert.deepEqual(
      mounts.map(({ version, directory, controllers }) => [version, directory, controllers.slice(1)]),
      [
        [2, "/sys/fs/cgroup/unified", []],
        [1, "/sys/fs/cgroup/cpu,cpuacct", ["cpu", "cpuacct"]],
        [1, "/sys/fs/cgroup/blkio", ["io"]],
        [1, "/sys/fs/cgroup/systemd", ["name=systemd"]],
      ],
    );
  });

  it("tell the group of this process in version 2", () => {
    assert.equal(parseOwnCgroup("9:name=systemd:/x\n0::/user.slice/a:b\n"), "/user.slice/a:b");
    assert.equal(parseOwnCgroup("4:memory:/x\n"), undefined);
  });
});

describe("a task's resources as limits", () => {
  const values = (version: 1 | 2, ...task: Parameters<typeof settingsOf>): Record<string, string> =>
    Object.fromEntries(settingsFor(version, settingsOf(...task)).map(({ file, value }) => [file, value]));
  const scalar = (name: string, value: number) => ({ name, type: "SCALAR", scalar: { value } }) as const;
  const aTask = (cpus: number, mem: number, limits?: Record<string, { value: number }>) => ({
    name: "t",
    task_id: { value: "t" },
    agent_id: { value: "a" },
    resources: [scalar("cpus", cpus), scalar("mem", mem)],
    ...(limits === undefined ? {} : { limits }),
  });

  it("let a label ask for fewer processes, never for more, and take no nonsense", () => {
    const pids = (value: string): unknown =>
      settingsOf(
        { ...aTask(1, 64), labels: { labels: [{ key: "godocker.pids", value }] } },
        { pidsLimit: 64, cfs: true },
      ).pids;
    assert.deepEqual(["16", "65", "0", "-1", "1e1", "", "99999999"].map(pids), [16, 64, 64, 64, 64, 64, 64]);
  });

  it("are Mesos' numbers in version 1", () => {
    assert.deepEqual(values(1, aTask(1.5, 100), { pidsLimit: 64, cfs: true }), {
      "cpu.shares": "1536",
      "cpu.cfs_period_us": "100000",
      "cpu.cfs_quota_us": "150000",
      "memory.soft_limit_in_bytes": String(100 * MIB),
      "memory.limit_in_bytes": String(100 * MIB),
      "memory.memsw.limit_in_bytes": String(100 * MIB),
      "pids.max": "64",
    });
    const least = values(1, aTask(0.001, 1), { pidsLimit: 1, cfs: true });
    assert.equal(least["cpu.shares"], "2");
    assert.equal(least["cpu.cfs_quota_us"], "1000");
    assert.equal(least["memory.limit_in_bytes"], String(32 * MIB));
  });

  it("have their counterparts in version 2", () => {
    assert.deepEqual(values(2, aTask(1.5, 100), { pidsLimit: 64, cfs: false }), {
      "cpu.weight": "150",
      "memory.low": String(100 * MIB),
      "memory.max": String(100 * MIB),
      "memory.swap.max": "0",
      "memory.oom.group": "1",
      "pids.max": "64",
    });
    assert.equal(values(2, aTask(0.5, 64), { pidsLimit: 1, cfs: true })["cpu.max"], "50000 100000");
  });

  it("give way to limits of the task, and to none at all where it says infinite", () => {
    const limits = { cpus: { value: 2 }, mem: { value: Infinity } };
    const found = values(2, aTask(1, 64, limits), { pidsLimit: 9, cfs: false });
    assert.equal(found["cpu.max"], "200000 100000");
    assert.equal(found["memory.max"], undefined);
    const free = { cpus: { value: Infinity } };
    assert.equal(values(1, aTask(1, 64, free), { pidsLimit: 9, cfs: true })["cpu.cfs_quota_us"], undefined);
  });
});

describe("a group of version 2, as files", () => {
  const directory = join(home, "v2");
  const parents: CgroupParents = Object.fromEntries(
    ["cpu", "cpuacct", "memory", "pids", "io"].map((controller) => [
      controller,
      { version: 2, directory } as const,
    ]),
  );
  const name = "agent.c1";
  const file = (of: string): string => join(directory, name, of);

  it("gets all limits in one directory, whose door is one file", () => {
    const containment = createContainment(parents, "agent");
    const doors = containment.open("c1", {
      cpusMilli: 500,
      memorySoftBytes: MIB,
      memoryBytes: MIB,
      pids: 7,
    });
    assert.deepEqual(doors, [file("cgroup.procs")]);
    assert.equal(readFileSync(file("memory.max"), "utf8"), String(MIB));
    assert.equal(readFileSync(file("pids.max"), "utf8"), "7");
    assert.deepEqual(cgroupNames(parents, "agent."), [name]);
    assert.deepEqual(cgroupNames(parents, "other."), []);
  });

  it("tells its processes, those of groups below it too, and how the kernel ended them", () => {
    writeFileSync(file("cgroup.procs"), "11\n12\n");
    mkdirSync(file("below"));
    writeFileSync(file("below/cgroup.procs"), "13\n");
    assert.deepEqual(pidsOfCgroup(parents, name), [11, 12, 13]);
    writeFileSync(file("memory.events"), "low 0\nhigh 0\nmax 31\noom 1\noom_kill 2\noom_group_kill 1\n");
    writeFileSync(file("memory.peak"), "1048576\n");
    writeFileSync(file("memory.stat"), "anon 4096\nfile 0\n");
    const containment = createContainment(parents, "agent");
    assert.equal(containment.memoryKills("c1"), 2);
    assert.deepEqual(containment.memoryReport("c1"), {
      limitBytes: MIB,
      maxBytes: MIB,
      statistics: "anon 4096\nfile 0\n",
    });
    assert.equal(containment.memoryKills("gone"), 0);
  });

  it("is closed for forks and killed as a whole", () => {
    assert.equal(stopForks(parents, name), true);
    killByKernel(parents, name);
    assert.equal(readFileSync(file("pids.max"), "utf8"), "0");
    assert.equal(readFileSync(file("cgroup.kill"), "utf8"), "1");
    assert.equal(stopForks(parents, "gone"), false);
    assert.equal(existsSync(join(directory, "gone")), false);
  });

  it("cannot be made where the system says no", () => {
    writeFileSync(join(home, "plain"), "");
    const parent = { version: 2, directory: join(home, "plain") } as const;
    assert.throws(() => makeCgroup({ pids: parent }, "x", { cpusMilli: 1, memorySoftBytes: 1, pids: 1 }));
  });
});

describe("the list of limits", () => {
  const facts = {
    isRoot: true,
    prlimit: "/usr/bin/prlimit",
    setpriv: "/usr/bin/setpriv",
    diskQuota: true,
    containerPorts: false,
    gpus: 0,
  };
  const parent = { version: 1, directory: "/x" } as const;

  it("says of each what keeps it from being enforced", () => {
    const cgroups = {
      parents: { cpu: parent, pids: parent },
      missing: { memory: "/y cannot be made: EROFS" },
    };
    const limits = hostLimits({ ...facts, cgroups });
    assert.equal(limits.cpu, "enforced");
    assert.equal(limits.memory, "not enforced: /y cannot be made: EROFS");
    assert.equal(enforcedNames(limits), "cpu,pids,disk,rlimits,processes,users");
  });

  it("is `none` where nothing is", () => {
    const nothing = { isRoot: false, prlimit: undefined, setpriv: undefined, diskQuota: false };
    assert.equal(enforcedNames(hostLimits({ ...facts, ...nothing, cgroups: undefined })), "none");
  });
});

describe("resource limits of processes", () => {
  const ceilings =
    "Limit                     Soft Limit           Hard Limit           Units     \nMax open files            1024                 4096                 files     \nMax stack size            8388608              unlimited            bytes     \n";
  const words = (...rlimits: object[]) => rlimitWords({ rlimits }, "/usr/bin/prlimit", ceilings);

  it("become options of prlimit", () => {
    assert.deepEqual(
      words(
        { type: "RLMT_NOFILE", soft: 10, hard: 4096 },
        { type: "RLMT_STACK" },
        { type: "RLMT_CORE", soft: 0, hard: 2 ** 64 },
      ),
      {
        kind: "words",
        words: [
          "/usr/bin/prlimit",
          "--nofile=10:4096",
          "--stack=unlimited:unlimited",
          "--core=0:unlimited",
          "--",
        ],
      },
    );
  });

  for (const [what, rlimit] of [
    ["above what the agent may set", { type: "RLMT_NOFILE", soft: 1, hard: 4097 }],
    ["with one of two numbers", { type: "RLMT_NOFILE", soft: 1 }],
    ["unknown", { type: "UNKNOWN" }],
  ] as const)
    it(`are refused when ${what}`, () => assert.equal(words(rlimit).kind, "refused"));
});

describe("numbers", () => {
  it("of bytes are written as Mesos writes them, without loss", () => {
    assert.deepEqual([0, 1023, 1024, 80 * MIB, 3 * 1024 * MIB + 1024].map(bytesText), [
      "0B",
      "1023B",
      "1KB",
      "80MB",
      "3145729KB",
    ]);
  });

  it("of I/O are summed over disks, in both versions", () => {
    const v1 = "8:0 Read 10\n8:0 Write 20\n8:0 Total 30\n8:16 Read 1\nTotal 31\n";
    assert.deepEqual(groupIo(v1), { readBytes: 11, writtenBytes: 20 });
    assert.deepEqual(groupIo("8:0 rbytes=5 wbytes=6 rios=1\n8:16 rbytes=1 wbytes=1\n"), {
      readBytes: 6,
      writtenBytes: 7,
    });
    assert.deepEqual(groupIo(undefined), { readBytes: 0, writtenBytes: 0 });
  });
});
