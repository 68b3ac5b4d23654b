import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { taskDocument } from "../../api/godocker-1/tasks/task-document.ts";
import { NOTHING_USED } from "../../store/projection.ts";
import { isFinal } from "../../jobs/life/job.ts";
import { isRecord } from "../../jobs/text/problem.ts";
import { usageOf } from "../../jobs/life/usage.ts";
import { validateJobSpec } from "../../jobs/submission/validate.ts";
import { NO_QUOTA } from "../../api/godocker-1/frame/quota.ts";
import { endedJob, type Mapped } from "./ended-job.ts";
import { anEndedTask, recordedTasks } from "./old-database.builders.ts";
import { at, numberOf, timeOf, type OldDocument } from "./old-values.ts";

const NOW = 1_900_000_000_000;
const MAPPING = { nowMs: NOW, epoch: 7 };

function mapped(task: OldDocument): Extract<Mapped, { readonly ok: true }> {
  const made = endedJob(numberOf(task["id"]) ?? 0, task, undefined, MAPPING);
  assert.ok(made.ok, made.ok ? "" : made.why);
  return made;
}

/** As `/api/1.0` shows it afterwards. */
function shown(task: OldDocument) {
  const { body, status, attempts } = mapped(task);
  const [latest] = attempts;
  const job = { ...body, status, version: 1, updatedAtMs: NOW, used: NOTHING_USED };
  const site = {
    volumes: [],
    jobsDirectory: "/opt/godshared/tasks/pairtree_root/..",
    executor: "fake",
    showsCommand: true,
    ownerOf: () => undefined,
  };
  const quota = { user: NO_QUOTA, project: NO_QUOTA };
  return taskDocument({ job, ...(latest === undefined ? {} : { latest }) }, site, quota);
}

const recorded = recordedTasks();
const isOver = ({ task }: { readonly task: OldDocument }) =>
  ["over", "archived"].includes(String(at(task, "status", "primary")));

describe("a recorded task of GoDocker 1.x that has ended", () => {
  const over = recorded.filter(isOver);

  it("is there to be tried", () => {
    assert.ok(over.length >= 10, `${over.length} of ${recorded.length}`);
  });

  for (const { name, task } of over) {
    it(`comes over and is shown as it was: ${name}`, () => {
      const { status, body, attempts } = mapped(task);
      assert.ok(isFinal(status.state));
      assert.equal(body.submittedAtMs, timeOf(task["date"]));
      assert.equal(attempts.length, at(task, "status", "date_running") === undefined ? 0 : 1);
      const now = shown(task);
      assert.deepEqual(now.status, at(task, "status"));
      for (const member of ["id", "date", "notify", "meta", "command"] as const)
        assert.deepEqual(now[member], task[member], member);
      const { credentials: _, ...user } = { ...Object(task["user"]) };
      assert.deepEqual(now.user, user);
      for (const member of ["cpu", "ram", "label", "tasks", "tmpstorage"])
        assert.deepEqual(at(now, "requirements", member), at(task, "requirements", member), member);
      for (const member of ["image", "id", "root", "network"])
        assert.deepEqual(at(now, "container", member), at(task, "container", member), member);
    });
  }
});

describe("the end of a task of GoDocker 1.x", () => {
  const ended = (status: OldDocument) => mapped(anEndedTask(7, 60, { status })).status;

  for (const [what, status, state, reason, exitCode] of [
    ["exit code 0", {}, "succeeded", undefined, 0],
    ["another exit code", { exitcode: 3 }, "failed", "ExitCode", 3],
    ["an exit code as text", { exitcode: "3" }, "failed", "ExitCode", 3],
    ["a kill", { secondary: "killed", exitcode: 137 }, "cancelled", "ByUser", 137],
    [
      "its time limit",
      { secondary: "killed", exitcode: 137, reason: "Max duration reached" },
      "failed",
      "Walltime",
      undefined,
    ],
    ["a quota", { secondary: "quota reached", exitcode: null }, "failed", "Refused", undefined],
    [
      "a refusal",
      { secondary: "rejected by scheduler", reason: "Not authorized" },
      "failed",
      "Refused",
      undefined,
    ],
  ] as const)
    it(`is ${state} by ${what}`, () => {
      const found = ended(status);
      assert.deepEqual([found.state, found.reason, found.exitCode], [state, reason, exitCode]);
    });

  it("is lost where there is no exit code anywhere", () => {
    const { status } = mapped(anEndedTask(7, 60, { status: { exitcode: null }, container: { meta: null } }));
    assert.deepEqual([status.state, status.reason], ["failed", "NodeLost"]);
  });

  it("charges what was asked for, for the time that it ran", () => {
    const { attempts } = mapped(anEndedTask(7, 90, { requirements: { cpu: 4, ram: 8, gpus: 1 } }));
    const [attempt] = attempts;
    assert.deepEqual(attempt?.resources, { cpusMilli: 4000, memMib: 8000, diskMib: 0, gpus: 1 });
    assert.equal((attempt?.endedAtMs ?? 0) - (attempt?.runningAtMs ?? 0), 90_000);
    assert.deepEqual(attempt?.placement.hostname, "node1");
    assert.equal(attempt?.taskId, "7.1.7");
  });
});

describe("an odd task of GoDocker 1.x", () => {
  const changed = (task: OldDocument) => mapped(task).changed.join("\n");

  it("without a date, requirements or a container comes over all the same", () => {
    const { requirements: _r, container: _c, date: _d, notify: _n, meta: _m, ...rest } = anEndedTask(7);
    const { body, status } = mapped(rest);
    assert.equal(body.submittedAtMs, status.startedAtMs);
    assert.equal(body.spec.resources.cpus, 1);
  });

  it("with texts for numbers is read", () => {
    const { attempts } = mapped(
      anEndedTask(7, 60, { requirements: { cpu: "4", ram: "2.5" }, date: "1500000000" }),
    );
    assert.deepEqual([attempts[0]?.resources.cpusMilli, attempts[0]?.resources.memMib], [4000, 2500]);
  });

  it("with numbers that are none loses them, and says so", () => {
    const task = anEndedTask(7, 60, {
      requirements: { cpu: Number.NaN, ram: -1 },
      date: Number.POSITIVE_INFINITY,
    });
    assert.match(changed(task), /requirements\.cpu is left out: it must be a number/);
    assert.match(changed(task), /requirements\.ram is left out/);
  });

  it("with dates in the future ended at the latest now, and used no time that has not passed", () => {
    const later = NOW / 1000 + 9000;
    const task = anEndedTask(7, 60, { status: { date_running: later, date_over: later + 60 } });
    const { status, attempts } = mapped(task);
    assert.equal(status.endedAtMs, NOW);
    assert.equal(attempts[0]?.runningAtMs, NOW);
    assert.match(changed(task), /status\.date_over lies in the future/);
  });

  it("that ended before it began used nothing", () => {
    const task = anEndedTask(7, -100);
    const [attempt] = mapped(task).attempts;
    assert.equal(attempt?.endedAtMs, attempt?.runningAtMs);
    assert.match(changed(task), /ended before it began/);
  });

  it("without an end is reckoned from its duration", () => {
    const task = anEndedTask(7, 60, { status: { date_over: null } });
    const [attempt] = mapped(task).attempts;
    assert.equal((attempt?.endedAtMs ?? 0) - (attempt?.runningAtMs ?? 0), 60_000);
    assert.match(changed(task), /no status\.date_over/);
  });

  it("with a script of 100 KB keeps all of it; one of 2 MB stays, with the reason", () => {
    const cmd = `#!/bin/bash\n${"echo grüße\n".repeat(9000)}`;
    assert.equal(mapped(anEndedTask(7, 60, { command: { cmd } })).body.spec.script, cmd);
    const large = endedJob(7, anEndedTask(7, 60, { command: { cmd: cmd.repeat(20) } }), undefined, MAPPING);
    assert.match(large.ok ? "" : large.why, /script/);
  });

  it("without a command or with a project of its own name is told so", () => {
    assert.match(changed(anEndedTask(7, 60, { command: { cmd: null } })), /its command is lost/);
    const { body } = mapped(anEndedTask(7, 60, { user: { project: "Équipe 3" } }));
    assert.equal(body.spec.project, "-quipe-3".replace(/^-/, ""));
  });

  it("comes over or stays with a reason, whatever stands in it", () => {
    const odd = fc.oneof(
      fc.constantFrom<unknown[]>(null, undefined, Number.NaN, -1, "", "12", {}, [], true, 1e300, "\0", [
        null,
      ]),
      fc.anything(),
    );
    const members = ["status", "user", "meta", "requirements", "container", "command"] as const;
    const change = fc.record({
      member: fc.constantFrom(...members, "date", "notify", "id"),
      inner: fc.option(
        fc.constantFrom(
          "cpu",
          "ram",
          "array",
          "label",
          "tasks",
          "ports",
          "id",
          "project",
          "name",
          "cmd",
          "image",
          "volumes",
          "meta",
          "date_running",
          "date_over",
          "exitcode",
          "secondary",
          "failure",
          "tmpstorage",
          "tags",
        ),
      ),
      value: odd,
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 5 }), (changes) => {
        const task: Record<string, unknown> = { ...anEndedTask(7) };
        for (const { member, inner, value } of changes) {
          const part = task[member];
          task[member] = inner === null || !isRecord(part) ? value : { ...part, [inner]: value };
        }
        const made = endedJob(7, task, undefined, MAPPING);
        if (!made.ok) {
          assert.ok(made.why.length > 5);
          return;
        }
        const { status, attempts, body } = made;
        assert.ok(isFinal(status.state) && (status.endedAtMs ?? NOW) <= NOW);
        assert.ok(validateJobSpec(body.spec).ok);
        for (const attempt of attempts)
          for (const used of Object.values(usageOf(attempt) ?? {}))
            assert.ok(Number.isFinite(used) && used >= 0, JSON.stringify(attempt));
        assert.deepEqual(JSON.parse(JSON.stringify(made)), made);
      }),
      { numRuns: 300 },
    );
  });

  it("without an owner stays", () => {
    const made = endedJob(7, anEndedTask(7, 60, { user: { id: "" } }), undefined, MAPPING);
    assert.match(made.ok ? "" : made.why, /no owner/);
  });
});
