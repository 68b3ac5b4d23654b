import { LineHash, stream, type Stream } from "./chance.ts";

/** A mixed day: sessions of similar jobs of many users, on agents of five sizes. */
export interface MixedAgent {
  readonly cpusMilli: number;
  readonly memMib: number;
  readonly gpus: number;
  readonly model: "-" | "A" | "B";
  readonly diskMb: number;
  readonly zone: number;
  readonly rack: number;
  readonly os: "d12" | "c9";
  readonly ssd: 0 | 1;
}

const SIZES: readonly Pick<MixedAgent, "cpusMilli" | "memMib" | "gpus" | "model" | "diskMb">[] = [
  { cpusMilli: 16_000, memMib: 65_536, gpus: 0, model: "-", diskMb: 500_000 },
  { cpusMilli: 32_000, memMib: 131_072, gpus: 0, model: "-", diskMb: 1_000_000 },
  { cpusMilli: 64_000, memMib: 262_144, gpus: 0, model: "-", diskMb: 2_000_000 },
  { cpusMilli: 64_000, memMib: 524_288, gpus: 8, model: "A", diskMb: 2_000_000 },
  { cpusMilli: 96_000, memMib: 786_432, gpus: 4, model: "B", diskMb: 2_000_000 },
];

export function mixedAgents(seed: number, count: number): readonly MixedAgent[] {
  const draws = stream(seed, "W2.agents");
  return Array.from({ length: count }, (_, at): MixedAgent => {
    const size = chosen(SIZES, draws.pick([50, 30, 12, 5, 3]));
    const zone = draws.int(3);
    const os = draws.pick([80, 20]) === 0 ? "d12" : "c9";
    const ssd = draws.pick([60, 40]) === 0 ? 1 : 0;
    return { ...size, zone, rack: at % 200, os, ssd };
  });
}

/** Of lines `i cpu mem gpu model disk zone rack os ssd`. */
export function hashOfAgents(agents: readonly MixedAgent[]): string {
  const hash = new LineHash();
  for (const [i, { cpusMilli, memMib, gpus, model, diskMb, zone, rack, os, ssd }] of agents.entries()) {
    hash.add(`${i} ${cpusMilli} ${memMib} ${gpus} ${model} ${diskMb} ${zone} ${rack} ${os} ${ssd}`);
  }
  return hash.hex();
}

export interface Session {
  readonly user: number;
  /** Seconds after midnight. */
  readonly atSeconds: number;
  readonly jobs: number;
  readonly isArray: boolean;
  readonly cpusMilli: number;
  readonly memMib: number;
  readonly gpus: number;
  readonly model: "-" | "*" | "A" | "B";
  readonly ports: number;
  /** `-`, or `zone=Z`, `os=O`, `ssd=1`, `rack=R`. */
  readonly constraint: string;
  readonly priority: number;
  readonly runBucket: number;
  readonly follows: boolean;
  readonly limitKind: number;
}

export const OUTCOMES = ["ok", "user error", "memory kill", "cancelled while waiting"] as const;

/** Jobs in the order of their sessions; columns by job. */
export interface MixedJobs {
  readonly count: number;
  /** In the order of submission. */
  readonly sessions: readonly Session[];
  /** Session of a job, index into `sessions`. */
  readonly session: Int32Array;
  /** Place within its session. */
  readonly place: Int32Array;
  readonly runSeconds: Int32Array;
  readonly limitSeconds: Int32Array;
  /** Index into `OUTCOMES`. */
  readonly outcome: Uint8Array;
  /** By session: the session that must succeed before, or −1. */
  readonly after: Int32Array;
}

const POPULARITY = (count: number) => Array.from({ length: count }, (_, k) => Math.floor(1000 / (k + 1)));
const DEPARTMENTS = [20, 16, 14, 12, 10, 8, 7, 6, 4, 3];
const PROJECTS = POPULARITY(10);
const PEOPLE = POPULARITY(20);
const HOURS = [2, 2, 1, 1, 1, 2, 3, 5, 8, 10, 10, 9, 7, 8, 10, 10, 9, 8, 6, 5, 4, 3, 3, 2];
const RUN_SECONDS = [
  [5, 60],
  [60, 600],
  [600, 3600],
  [3600, 14_400],
  [14_400, 43_200],
] as const;
const LIMIT_SECONDS = [300, 900, 3600, 14_400, 43_200, 86_400, 172_800];

/** W2. @param agents  runtimes and limits grow with the cluster: `agents / 2000` times as long */
export function mixedJobs(options: {
  readonly seed: number;
  readonly count?: number;
  readonly agents: number;
}): MixedJobs {
  const { seed, count = 1_000_000, agents } = options;
  const stretch = agents / 2000;
  const sessions = drawSessions(stream(seed, "W2.sessions"), count);
  const draws = stream(seed, "W2.jobs");
  const columns = () => new Int32Array(count);
  const jobs = {
    count,
    sessions,
    session: columns(),
    place: columns(),
    runSeconds: columns(),
    limitSeconds: columns(),
    outcome: new Uint8Array(count),
    after: new Int32Array(sessions.length).fill(-1),
  };
  const limits = LIMIT_SECONDS.map((seconds) => seconds * stretch);
  const lastOf = new Map<number, number>();
  let job = 0;
  for (const [at, session] of sessions.entries()) {
    if (session.follows) jobs.after[at] = lastOf.get(session.user) ?? -1;
    lastOf.set(session.user, at);
    const [low, high] = chosen(RUN_SECONDS, session.runBucket);
    for (let place = 0; place < session.jobs; place += 1, job += 1) {
      const run = stretch * draws.range(low, high);
      jobs.session[job] = at;
      jobs.place[job] = place;
      jobs.runSeconds[job] = run;
      jobs.limitSeconds[job] = limitOf(limits, run, session.limitKind);
      jobs.outcome[job] = draws.pick([88, 7, 3, 2]);
    }
  }
  return jobs;
}

/** Of lines `id t user sess k array cpu mem gpu model ports cons prio run limit outcome after`. */
export function hashOfMixed(jobs: MixedJobs): string {
  const hash = new LineHash();
  for (let job = 0; job < jobs.count; job += 1) hash.add(mixedLine(jobs, job));
  return hash.hex();
}

export function mixedLine(jobs: MixedJobs, job: number): string {
  const at = jobs.session[job] ?? 0;
  const { user, atSeconds, isArray, cpusMilli, memMib, gpus, model, ports, constraint, priority } = chosen(
    jobs.sessions,
    at,
  );
  return (
    `${job} ${atSeconds} ${user} ${at} ${jobs.place[job]} ${isArray ? 1 : 0} ${cpusMilli} ${memMib} ${gpus} ${model} ` +
    `${ports} ${constraint} ${priority} ${jobs.runSeconds[job]} ${jobs.limitSeconds[job]} ${jobs.outcome[job]} ${jobs.after[at]}`
  );
}

function drawSessions(draws: Stream, count: number): readonly Session[] {
  const drawn: Session[] = [];
  for (let total = 0; total < count;) {
    const session = drawSession(draws, count - total);
    drawn.push(session);
    total += session.jobs;
  }
  return drawn.sort((a, b) => a.atSeconds - b.atSeconds); // stable: equal times stay in the order of drawing
}

function drawSession(draws: Stream, left: number): Session {
  const department = draws.pick(DEPARTMENTS);
  const project = draws.pick(PROJECTS);
  const user = 200 * department + 20 * project + draws.pick(PEOPLE);
  const atSeconds = 3600 * draws.pick(HOURS) + draws.int(3600);
  const jobs = Math.min(drawCount(draws), left);
  const isArray = draws.int(100) < 70 && jobs >= 11;
  const size = drawSize(draws);
  const ports = draws.int(100) < 6 ? chosen([1, 2, 5], draws.pick([60, 30, 10])) : 0;
  const constraint = draws.int(100) < 15 ? drawConstraint(draws) : "-";
  const priority = draws.pick([10, 80, 10]);
  const runBucket = draws.pick([35, 32, 22, 9, 2]);
  const follows = draws.int(100) < 8;
  const limitKind = draws.int(100);
  return {
    user,
    atSeconds,
    jobs,
    isArray,
    ...size,
    ports,
    constraint,
    priority,
    runBucket,
    follows,
    limitKind,
  };
}

function drawCount(draws: Stream): number {
  switch (draws.pick([500, 300, 150, 45, 5])) {
    case 0:
      return 1;
    case 1:
      return draws.range(2, 10);
    case 2:
      return draws.range(11, 100);
    case 3:
      return draws.range(101, 2000);
    default:
      return draws.range(2001, 20_000);
  }
}

function drawSize(draws: Stream): Pick<Session, "cpusMilli" | "memMib" | "gpus" | "model"> {
  if (draws.int(1000) < 60) {
    const wanted = chosen([1, 2, 4, 8], draws.pick([70, 12, 10, 8]));
    const model = chosen(["*", "A", "B"] as const, draws.pick([60, 30, 10]));
    const gpus = model === "B" && wanted === 8 ? 4 : wanted;
    return { cpusMilli: 4000 * gpus, memMib: 16_384 * gpus, gpus, model };
  }
  const cpus = chosen([1, 2, 4, 8, 16, 32], draws.pick([45, 22, 18, 10, 4, 1]));
  const memPerCpu = chosen([512, 1024, 2048, 4096, 8192, 16_384], draws.pick([15, 20, 30, 22, 10, 3]));
  return { cpusMilli: 1000 * cpus, memMib: cpus * memPerCpu, gpus: 0, model: "-" };
}

function drawConstraint(draws: Stream): string {
  switch (draws.pick([50, 25, 20, 5])) {
    case 0:
      return `zone=${draws.int(3)}`;
    case 1:
      return `os=${chosen(["d12", "c9"], draws.int(2))}`;
    case 2:
      return "ssd=1";
    default:
      return `rack=${draws.int(200)}`;
  }
}

/** Most limits are round and far too long; a few per cent are a step too short. */
function limitOf(limits: readonly number[], run: number, kind: number): number {
  const enough = limits.findIndex((limit) => limit >= run);
  if (kind < 25) return chosen(limits, enough);
  if (kind < 75) return chosen(limits, Math.min(6, enough + 1));
  if (kind < 95) return chosen(limits, 6);
  return chosen(limits, Math.max(0, enough - 1));
}

function chosen<T>(items: readonly T[], at: number): T {
  const item = items[at];
  if (item === undefined) throw new RangeError(`there is no item ${at} among ${items.length}`);
  return item;
}
