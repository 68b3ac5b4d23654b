import { fifoOrder } from "../fair-share/order.ts";
import { isFinal, type Job, type NewJob } from "../jobs/life/job.ts";
import type { JobSpec } from "../jobs/spec/spec.ts";
import { taskCount } from "../jobs/spec/spec.ts";
import { EMPTY, union, type Ranges } from "../resources/ranges.ts";
import type { JobRequest } from "../store/store.ts";
import { crowdSpec, someChanges, someSpec } from "./specs.ts";
import { CROWD_EVERY_MS, CROWD_MS, CROWD_TASK_MS, FAULTY_MS, WIDE_BOUND_MS, type World } from "./world.ts";

/** Ordinary users: they submit, cancel and release at random while the world is bad. */
export function submitForAWhile(world: World, jobs: number): void {
  const { random, time } = world;
  for (let n = 0; n < jobs; n += 1) {
    time.after(random.integer(0, FAULTY_MS - 60_000), () => {
      void submit(world).catch((error: unknown) => world.problems.push(`submit: ${String(error)}`));
    });
  }
}

/** Small jobs come faster than the cluster works; a wide one among them must start all the same. */
export function crowd(world: World, fromMs: number): void {
  const { agents, random, time, tuning, wide } = world;
  const largest = agents.toSorted((a, b) => b.total.cpusMilli - a.total.cpusMilli)[0]?.total;
  if (largest === undefined || largest.cpusMilli < 2000) return;
  const cpus = Math.floor(largest.cpusMilli / 1000);
  const failed = (error: unknown) => world.problems.push(`submit: ${String(error)}`);
  for (let atMs = 0; atMs < CROWD_MS; atMs += CROWD_EVERY_MS) {
    for (let n = 0; n < Math.ceil(cpus / 8); n += 1) {
      time.after(fromMs + atMs - time.nowMs(), () => {
        const spec = crowdSpec(1, random.integer(CROWD_TASK_MS / 4, CROWD_TASK_MS));
        void submit(world, spec, "mob").catch(failed);
      });
    }
  }
  // Where the oldest goes first, those before it would have to be waited for.
  const afterMs = tuning.policy === fifoOrder ? CROWD_EVERY_MS : 20_000;
  time.after(fromMs + afterMs - time.nowMs(), () => {
    void submit(world, crowdSpec(cpus, 1000), "wide")
      .then((id) => wide.set(id, time.nowMs() + WIDE_BOUND_MS))
      .catch(failed);
  });
}

async function submit(
  world: World,
  spec: JobSpec = someSpec(world),
  user: string = world.random.pick(["ada", "bob", "cyd"]),
): Promise<number> {
  const { store, time } = world;
  const count = spec.array === undefined ? 1 : 1 + taskCount(spec.array);
  const id = await store.takeIds(count);
  const job: NewJob = { id, user, spec, submittedAtMs: time.nowMs(), source: "api" };
  await store.submit([{ kind: "job", key: `job/${id}`, job }]);
  world.accepted.set(id, job);
  if (spec.name !== "crowd") meddle(world, job);
  return id;
}

/** What people ask for later. */
function meddle(world: World, { id: job, spec, user: by }: NewJob): void {
  const { random, time } = world;
  const later = (request: () => Omit<JobRequest, "atMs" | "by" | "job">) =>
    time.after(random.integer(0, 60_000), () =>
      ask(world, { job, by, atMs: time.nowMs(), ...request() }).catch((error: unknown) =>
        world.problems.push(`request: ${String(error)}`),
      ),
    );
  const all: Ranges = [[0, taskCount(spec.array) - 1]];
  const cancelled = (elements: Ranges) =>
    world.cancelRequested.set(job, union(world.cancelRequested.get(job) ?? EMPTY, elements));
  if (random.chance(0.15)) {
    later(() => {
      cancelled(all);
      return { verb: "cancel", admin: false };
    });
  }
  // Some of an array's tasks only.
  if (spec.array !== undefined && random.chance(0.2))
    later(() => {
      const elements: Ranges = [[1, taskCount(spec.array) >> 1]];
      cancelled(spec.array?.gang === undefined ? elements : all);
      return { verb: "cancel", admin: false, elements };
    });
  if (spec.hold) later(() => ({ verb: "release", admin: false }));
  if (random.chance(0.1)) later(() => ({ verb: "hold", admin: random.chance(0.3) }));
  if (random.chance(0.1)) later(() => ({ verb: "release", admin: random.chance(0.5) }));
  if (random.chance(0.2)) later(() => ({ verb: "suspend", admin: random.chance(0.3) }));
  if (random.chance(0.15)) later(() => ({ verb: "resume", admin: random.chance(0.5) }));
  for (let n = random.pick([0, 0, 0, 1, 1, 3]); n > 0; n -= 1)
    later(() => ({ verb: "change", admin: false, changes: someChanges(world) }));
}

/** An administrator lets go what waits for somebody. */
export async function letGo(world: World, { id: job, status }: Job): Promise<void> {
  if (isFinal(status.state)) return;
  const request = { job, by: "root", admin: true, atMs: world.time.nowMs() };
  if (status.heldBy !== undefined) await ask(world, { ...request, verb: "release" });
  if (status.suspendedBy !== undefined) await ask(world, { ...request, verb: "resume" });
}

async function ask(world: World, request: JobRequest): Promise<void> {
  world.requests += 1;
  await world.store.submit([{ kind: "request", key: `request/${world.requests}`, request }]);
}
