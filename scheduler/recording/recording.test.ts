import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { NewJob } from "../../jobs/life/job.ts";
import { newStatus } from "../../jobs/life/transition.ts";
import { simulate } from "../../simulation/simulation.ts";
import { openMemoryStore } from "../../store/memory.ts";
import { aTrust } from "../../store/store.builders.ts";
import { aCore, job } from "../core/core.builders.ts";
import { Core } from "../core/core.ts";
import type { LeaderPorts } from "../leading/leader-ports.ts";
import type { CoreInput, Decision } from "../state/decision.ts";
import { lineWriter } from "./lines.ts";
import { openPlayer } from "./play.ts";
import { recordedCore, type CoreCall } from "./recorded-core.ts";

function played(lines: readonly string[]) {
  const player = openPlayer();
  for (const line of lines) player.play(line);
  return player.result();
}

/** A core whose calls are written down. */
function aRecordedCore() {
  const { fromBackend, offer, status, tuning } = aCore();
  const write = lineWriter();
  const lines: string[] = [];
  const options = { epoch: 1, halfLifeMs: 3_600_000, nowMs: 1_000_000, tuning };
  const core = recordedCore(new Core(options), options, (call) => lines.push(write(call)));
  core.addBackend("mesos", undefined);
  let nowMs = options.nowMs;
  const cycle = (...inputs: readonly CoreInput[]): Decision => {
    nowMs += 1000;
    return core.step(inputs, nowMs);
  };
  cycle(fromBackend({ type: "connected", registrationId: "f-1" }));
  return { core, lines, cycle, offer, status };
}

/** A line as it was before specs had numbers, of a recording in which all jobs have one spec. */
function asInFormat2(line: string): string {
  const [type, ...parts] = JSON.parse(line) as [string, ...unknown[]];
  if (type === "begin") {
    const [, options] = parts as [number, { tuning: Record<string, unknown> }];
    const { closings: _, ...tuning } = options.tuning;
    return JSON.stringify([type, 2, { ...options, tuning }]);
  }
  if (type !== "step") return line;
  const [atMs, digest, ...inputs] = parts as [number, string, ...(readonly unknown[])[]];
  const before = inputs.map((input) => {
    if (input[0] !== "n") return input;
    const [, spec, id, user, submittedAtMs, source] = input;
    return ["j", `job/${String(id)}`, { id, user, spec: specIn(spec), submittedAtMs, source }, []];
  });
  return JSON.stringify([type, atMs, digest, ...before]);
}

let lastSpec: unknown;
function specIn(reference: unknown): unknown {
  if (typeof reference !== "number") lastSpec = reference;
  return lastSpec;
}

function submission(body: NewJob): CoreInput {
  return { type: "submitted", key: `job/${body.id}`, job: body, parents: new Map() };
}

describe("the recording of a simulated world", () => {
  for (let seed = 1; seed <= 15; seed += 1) {
    it(`decides the same again, with cores that were loaded anew in between (seed ${seed})`, async () => {
      const recordings: string[][] = [];
      let asked = 0;
      const withRecorder = (ports: LeaderPorts): LeaderPorts => {
        const write = lineWriter();
        const lines: string[] = [];
        recordings.push(lines);
        return {
          ...ports,
          recorder: {
            record: (call: CoreCall) => void lines.push(write(call)),
            wantsJobs: () => true,
            wantsNewCore: () => {
              asked += 1;
              return asked < 150 && asked % 7 === 0;
            },
          },
        };
      };
      const { violations } = await simulate(seed, () => openMemoryStore(), withRecorder);
      assert.deepEqual(
        // What is said of jobs is looked at elsewhere.
        violations.filter((violation) => !violation.startsWith("what is explained is true")),
        [],
      );
      const results = recordings.map(played);
      const sum = (of: "cores" | "different" | "cycles") =>
        results.reduce((total, result) => total + result[of], 0);
      assert.equal(sum("different"), 0);
      assert.ok(sum("cycles") > 100);
      assert.ok(sum("cores") > recordings.length, "some were loaded anew");
    });
  }
});

describe("a recording", () => {
  it("shows a cycle that would be decided otherwise now", () => {
    const { lines, offer, cycle } = aRecordedCore();
    cycle(submission(job(1)), submission(job(2)));
    cycle(offer("a1", 1));
    assert.equal(played(lines).different, 0);
    const other = lines.map((line) => line.replace('"priority":50', '"priority":51'));
    assert.notDeepEqual(other, lines);
    const submissions = other.at(-2) ?? "";
    other[other.length - 2] = submissions.replace('},1,"', '},3,"');
    assert.notEqual(other.at(-2), submissions);
    assert.equal(played(other).different, 1);
  });

  it("has the spec of many jobs once", () => {
    const { lines, offer, cycle } = aRecordedCore();
    cycle(submission(job(1)), submission(job(2, { priority: 60 })), submission(job(3)));
    cycle(submission(job(4)), submission(job(5, { priority: 60 })));
    cycle(offer("a1", 5));
    assert.equal(lines.join("").split('"priority"').length - 1, 2);
    const started: number[] = [];
    const player = openPlayer({
      cycle: (_step, _core, decision) => {
        for (const call of decision?.calls ?? [])
          if (call.type === "launch") started.push(...call.order.attempts.map((attempt) => attempt.job));
      },
    });
    for (const line of lines) player.play(line);
    assert.deepEqual(started, [2, 5, 1, 3, 4]);
    assert.equal(player.result().different, 0);
  });

  it("has what a core was told of agents by the leader before", () => {
    const { core, lines, offer, cycle } = aRecordedCore();
    core.loadTrust({ backend: "mesos", agentId: "a1", trust: aTrust({ untilMs: 9_000_000 }) });
    cycle(submission(job(1)), submission(job(2)));
    const { calls } = cycle(offer("a1", 2));
    assert.ok(calls.every(({ type }) => type !== "launch"));
    assert.equal(played(lines).different, 0);
    const without = lines.filter((line) => !line.startsWith('["trust"'));
    assert.equal(without.length, lines.length - 1);
    assert.equal(played(without).different, 1);
  });

  it("of the format before is played, with what was not known then as if nobody had said anything", () => {
    const { lines, offer, cycle } = aRecordedCore();
    cycle(submission(job(1)), submission(job(2)));
    cycle(submission(job(3)));
    cycle(offer("a1", 2));
    const earlier = lines.map(asInFormat2);
    assert.match(earlier[0] ?? "", /^\["begin",2,/);
    assert.equal(earlier.join("").split('"priority"').length - 1, 3);
    const { different, inputs, cycles } = played(earlier);
    assert.deepEqual({ different, inputs, cycles }, { different: 0, inputs: 5, cycles: 4 });
  });

  it("is refused when it is of a format to come, or names what is not in it", () => {
    const { lines, cycle } = aRecordedCore();
    cycle(submission(job(1)));
    const later = (lines[0] ?? "").replace('["begin",4,', '["begin",5,');
    assert.throws(() => played([later]), /of format 5, and this version plays formats 2, 3, 4/);
    const [submitted = ""] = lines.slice(-1);
    const naming = submitted.replace(/\["n",\{.*\},1,/, '["n",7,1,');
    assert.throws(() => played([...lines.slice(0, -1), naming]), /spec 7, which no line before it has/);
  });

  it("has reconciliations that somebody wanted", () => {
    const { lines, cycle } = aRecordedCore();
    cycle({ type: "reconcile" });
    const { different, inputs } = played(lines);
    assert.deepEqual([different, inputs], [0, 2]);
  });

  it("has a cycle that threw as one that throws", () => {
    const { lines, cycle } = aRecordedCore();
    const bad = job(2);
    const broken = { ...bad, spec: { ...bad.spec, constraints: null } } as unknown as NewJob; // no version stores one
    assert.throws(() => cycle(submission(broken)));
    assert.match(lines.at(-1) ?? "", /^\["step",\d+,null,/);
    assert.equal(played(lines).different, 0);
  });

  it("has nothing of what owners write into their jobs, whatever that is", () => {
    const secret = fc.string({ minLength: 12, maxLength: 20 }).map((text) => `geheim${text}`);
    fc.assert(
      fc.property(secret, (text) => {
        const { core, lines, offer, status, cycle } = aRecordedCore();
        const full = job(1, {
          name: text,
          description: text,
          command: [text],
          args: [text],
          env: { [text]: text },
          secrets: [{ name: text, env: text }],
          image: { ref: text, pull: "always" },
          network: { name: text, ports: [{ container: 80, protocol: "tcp", name: text }] },
          volumes: [{ name: text, mode: "rw", path: text, subPath: text }],
          workdir: text,
          io: { stdout: text, stderr: text, stdin: text, join: false },
          tmpfs: [{ path: text, bytes: 1_048_576 }],
          scratch: { bytes: 1_048_576, path: text },
          labels: { [text]: text },
          notify: [{ on: ["start"], url: text }],
        });
        const changes = { name: text, description: text, labels: { [text]: text }, notify: full.spec.notify };
        const request = { job: 1, verb: "change", by: "ada", admin: false, atMs: 1, changes } as const;
        core.loadJob({ ...full, id: 9, status: { ...newStatus(full), changes } }, [], new Map());
        cycle(submission(full));
        cycle({ type: "requested", key: "request/1", request, job: full });
        cycle(offer("a1", 4, 64, { ports: [[31_000, 31_009]] }));
        const update = status("1.1.1", "running", { acknowledgement: text });
        cycle(update);
        const escaped = JSON.stringify(text).slice(1, -1);
        assert.deepEqual(
          lines.filter((line) => line.includes(escaped) || line.includes("geheim")),
          [],
        );
        assert.equal(played(lines).different, 0);
      }),
      { numRuns: 30 },
    );
  });
});

describe("events of one cycle that have nothing to do with each other", () => {
  it("come to the same decisions in whatever order they are", () => {
    const users = ["ada", "bob", "cyd"];
    const bodies = Array.from({ length: 9 }, (_, at) => job(at + 1, { user: users[at % 3] ?? "ada" }));
    /** What is decided in sum: order within a cycle is that of its inputs. */
    const outcome = (order: readonly number[]): readonly string[] => {
      const { cycle, offer, status } = aRecordedCore();
      const decided: Decision[] = [];
      decided.push(cycle(...order.map((at) => submission(bodies[at] ?? job(99)))));
      const started = cycle(offer("a1", 9));
      decided.push(started);
      const tasks = started.calls.flatMap((call) =>
        call.type === "launch" ? call.order.attempts.map(({ taskId }) => taskId as string) : [],
      );
      assert.equal(tasks.length, 9);
      tasks.sort();
      decided.push(
        cycle(...order.map((at) => status(tasks[at] ?? "", at % 2 === 0 ? "running" : "finished"))),
      );
      return decided.flatMap(({ calls, records }) =>
        [...records, ...calls].map((one) => JSON.stringify(one)).sort(),
      );
    };
    const inOrder = bodies.map((_, at) => at);
    const expected = outcome(inOrder);
    fc.assert(
      fc.property(fc.shuffledSubarray(inOrder, { minLength: 9 }), (order) => {
        assert.deepEqual(outcome(order), expected);
      }),
      { numRuns: 100 },
    );
  });
});
