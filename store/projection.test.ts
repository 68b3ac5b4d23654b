import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { everyJob, everyJobFiled, someRecords } from "./history.builders.ts";
import type {
  AttemptView,
  Changes,
  JobView,
  RegistrationView,
  RulesView,
  TrustView,
  UsageView,
  Views,
} from "./projection.ts";
import { project, trustKey } from "./projection.ts";
import { aDocument, anEntry, ended, event, filed, launched, running } from "./store.builders.ts";
import type { InboxDocument, JournalEntry } from "./store.ts";

/** Views in maps, written one by one as a store without transactions writes them. */
function someViews(documents: readonly InboxDocument[]) {
  const jobs = new Map<number, JobView>();
  const attempts = new Map<string, AttemptView>();
  const usage = new Map<string, UsageView>();
  const registrations = new Map<string, RegistrationView>();
  const trust = new Map<string, TrustView>();
  const rules: { view?: RulesView } = {};
  const inbox = new Map(documents.map((document) => [document.key, document]));
  const usageKey = (user: string, project: string, hourMs: number) => `${user}/${project}/${hourMs}`;
  const views: Views = {
    job: (id) => jobs.get(id),
    attempt: (taskId) => attempts.get(taskId),
    usage: (user, project, hourMs) => usage.get(usageKey(user, project, hourMs)),
    registration: (backend) => registrations.get(backend),
    trust: (backend, agentId) => trust.get(trustKey(backend, agentId)),
    rules: () => rules.view,
    document: (key) => inbox.get(key),
  };
  return {
    views,
    content: { jobs, attempts, usage, registrations, trust, rules, inbox },
    /** The single writes of an entry, in their order. */
    writes: (changes: Changes): readonly (() => void)[] => [
      ...changes.attempts.map((view) => () => void attempts.set(view.attempt.taskId, view)),
      ...changes.usage.map((view) => () => {
        const { user, project, hourMs } = view.bucket;
        usage.set(usageKey(user, project, hourMs), view);
      }),
      ...changes.registrations.map((view) => () => void registrations.set(view.backend, view)),
      ...changes.trust.map((view) => () => void trust.set(trustKey(view.backend, view.agentId), view)),
      ...(changes.rules === undefined ? [] : [() => void (rules.view = changes.rules as RulesView)]),
      ...changes.filed.map(
        ({ n, id, user, project, status, updatedAtMs, used }) =>
          () =>
            void jobs.set(id, { n, id, user, project, status, updatedAtMs, used }),
      ),
      ...changes.moved.map((view) => () => void jobs.set(view.id, view)),
      ...changes.dealtWith.map((key) => () => void inbox.delete(key)),
    ],
  };
}

function isNothing(changes: Changes): boolean {
  const { attempts, usage, registrations, trust, filed, moved } = changes;
  return (
    changes.rules === undefined &&
    [attempts, usage, registrations, trust, filed, moved].every((views) => views.length === 0)
  );
}

const entries = fc
  .tuple(
    fc.boolean(),
    fc.array(fc.tuple(someRecords, fc.integer({ min: 1, max: 2_000_000 })), { maxLength: 14 }),
  )
  .map(([filedFirst, parts]) => {
    let atMs = 0;
    const all = filedFirst ? [[everyJobFiled, 0] as const, ...parts] : parts;
    return all.map(([records, afterMs], k): JournalEntry => {
      atMs += afterMs;
      return anEntry(k + 1, records, { atMs });
    });
  });

describe("bringing views up to an entry", { timeout: 240_000 }, () => {
  it("a second time changes nothing", () => {
    fc.assert(
      fc.property(entries, (history) => {
        const { views, writes } = someViews(everyJob);
        for (const entry of history) {
          for (const write of writes(project(entry, views))) write();
          for (const before of history.slice(0, entry.n)) assert.ok(isNothing(project(before, views)));
        }
      }),
    );
  });

  it("goes on where it was interrupted, whichever write was the last", () => {
    fc.assert(
      fc.property(entries, fc.array(fc.nat(20), { minLength: 15, maxLength: 15 }), (history, cuts) => {
        const whole = someViews(everyJob);
        const interrupted = someViews(everyJob);
        history.forEach((entry, k) => {
          for (const write of whole.writes(project(entry, whole.views))) write();
          const first = interrupted.writes(project(entry, interrupted.views));
          for (const write of first.slice(0, cuts[k])) write();
          for (const write of interrupted.writes(project(entry, interrupted.views))) write();
          assert.deepEqual(interrupted.content, whole.content);
        });
      }),
      { numRuns: 300 },
    );
  });

  it("books usage once when it was interrupted after the booking", () => {
    const { views, writes, content } = someViews([aDocument(1)]);
    for (const write of writes(project(anEntry(1, [...filed(1), launched(1), running(1)]), views))) write();
    const end = anEntry(2, [ended(1)], { atMs: 20_000 });
    const [attempt, usage] = writes(project(end, views));
    attempt?.();
    usage?.();
    const booked = structuredClone(content.usage);
    assert.equal(booked.size, 1);
    for (const write of writes(project(end, views))) write();
    assert.deepEqual(content.usage, booked);
    assert.equal(content.jobs.get(1)?.status.state, "succeeded");
  });

  it("is about what the entry names and nothing else", () => {
    const { views, writes } = someViews([aDocument(1), aDocument(2)]);
    for (const write of writes(project(anEntry(1, [...filed(1), ...filed(2)]), views))) write();
    const changes = project(anEntry(2, [launched(1), running(2), event(3, { type: "released" })]), views);
    assert.deepEqual(
      changes.moved.map(({ id, n, status }) => [id, n, status.state]),
      [[1, 2, "starting"]],
    );
    assert.deepEqual(
      changes.attempts.map(({ attempt }) => attempt.taskId),
      ["1.1.1"],
    );
    assert.deepEqual([changes.filed, changes.usage, changes.dealtWith], [[], [], []]);
  });

  it("tells keys apart that a job speaks for from those that nothing speaks for", () => {
    const { views } = someViews([aDocument(1)]);
    const changes = project(anEntry(1, [...filed(1), { type: "taken", key: "request/1" }]), views);
    assert.deepEqual(changes.taken, ["request/1"]);
    assert.deepEqual([...changes.dealtWith].sort(), ["job/1", "request/1"]);
  });

  it("does not launch under the name of a task that exists", () => {
    const { views, writes } = someViews([aDocument(1)]);
    const again = { state: "failed", reason: "NodeLost", retryAtMs: 0 } as const;
    for (const write of writes(project(anEntry(1, [...filed(1), launched(1), ended(1, {}, again)]), views)))
      write();
    assert.ok(isNothing(project(anEntry(2, [launched(1)]), views)));
  });
});
