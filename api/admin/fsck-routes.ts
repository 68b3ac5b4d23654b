import { verifyAudit } from "../../store/audit.ts";
import { checkStore, type StoreReport } from "../../store/check.ts";
import { StoreUnavailableError } from "../../store/store.ts";
import { ofRequest } from "../context/access.ts";
import type { ApiContext } from "../context/context.ts";
import { instant } from "../context/job-document.ts";
import { DRY_RUN } from "../http/parameters.ts";
import type { Route } from "../http/route.ts";
import { defineRoute } from "../http/route.ts";
import { COUNT, INSTANT, list, object, ref, TEXT } from "../http/schema-words.ts";

const KEY = "store-check";
/** How often it is told that a check is still at work, and after what silence it is not any more. */
const TOLD_EVERY_MS = 5000;
const SILENT_MS = 60_000;
const FAULTS_MAX = 1000;

export const STORE_CHECK = object({
  state: {
    type: "string",
    enum: ["none", "running", "interrupted", "done", "failed"],
    description: "`none`: it was never checked from here; `interrupted`: the server that did it is gone.",
  },
  "by?": TEXT,
  "startedAt?": INSTANT,
  "endedAt?": INSTANT,
  "jobs?": { ...COUNT, description: "Looked at so far." },
  "attempts?": COUNT,
  "entries?": { ...COUNT, description: "Of the journal." },
  "replayed?": { ...COUNT, description: "Jobs whose whole history was there and was told again." },
  "audited?": { ...COUNT, description: "Entries of the audit log that were followed." },
  "faults?": { ...list(TEXT), description: "One sentence each, at most 1000; none: the store is whole." },
  "faultsTotal?": COUNT,
});

/** As all API processes see it, in the store. */
interface Check {
  readonly state: "running" | "done" | "failed";
  readonly by: string;
  readonly startedAtMs: number;
  readonly toldAtMs: number;
  readonly endedAtMs?: number;
  readonly jobs: number;
  readonly report?: Omit<StoreReport, "jobs"> & { readonly audited: number };
}

/** The check of the store that `godocker admin fsck` makes, carried out by an API process beside its other work. */
export function fsckRoutes(context: ApiContext): readonly Route[] {
  return [getStoreCheckRoute(context), beginStoreCheckRoute(context)];
}

async function readCheck({ store }: ApiContext): Promise<{
  readonly check: Check | undefined;
  readonly revision: number | undefined;
}> {
  const kept = await store.kept(KEY);
  // Written below.
  return {
    check: kept === undefined ? undefined : (JSON.parse(kept.body) as Check),
    revision: kept?.revision,
  };
}

function isAtWork({ nowMs }: Pick<ApiContext, "nowMs">, check: Check | undefined): boolean {
  return check?.state === "running" && check.toldAtMs + SILENT_MS > nowMs();
}

function checkDocument(context: Pick<ApiContext, "nowMs">, check: Check | undefined): object {
  if (check === undefined) return { state: "none" };
  const { by, endedAtMs, jobs, report, startedAtMs, state } = check;
  const { faults = [], ...counts } = report ?? {};
  return {
    state: state === "running" && !isAtWork(context, check) ? "interrupted" : state,
    by,
    startedAt: instant(startedAtMs),
    ...(endedAtMs === undefined ? {} : { endedAt: instant(endedAtMs) }),
    jobs,
    ...(report === undefined
      ? {}
      : { ...counts, faults: faults.slice(0, FAULTS_MAX), faultsTotal: faults.length }),
  };
}

/** Carries a check out that was begun; what is told of it is this process's alone. */
async function carryOutCheck({ nowMs, store, log }: ApiContext, begun: Check, first: number): Promise<void> {
  let revision: number | undefined = first;
  let jobs = 0;
  const tell = async (more: Partial<Check> = {}): Promise<void> => {
    const next = { ...begun, jobs, toldAtMs: nowMs(), ...more };
    if (await store.keep(KEY, revision, JSON.stringify(next))) revision = (await store.kept(KEY))?.revision;
  };
  let telling = Promise.resolve();
  const timer = setInterval(() => {
    telling = telling.then(() => tell()).catch(() => undefined); // the next one tells it
  }, TOLD_EVERY_MS);
  timer.unref();
  const ended = async (how: Partial<Check>): Promise<void> => {
    clearInterval(timer);
    await telling;
    await tell({ ...how, endedAtMs: nowMs() });
  };
  try {
    const { jobs: all, ...checked } = await checkStore(store, (sofar) => {
      jobs = sofar;
    });
    const chain = await verifyAudit(store);
    jobs = all;
    const faults = [...checked.faults, ...chain.faults];
    await ended({ state: "done", report: { ...checked, audited: chain.entries, faults } });
  } catch (error) {
    clearInterval(timer);
    log.error("the check of the store failed", { event: "store.check_failed", err: error });
    await ended({ state: "failed" }).catch(() => undefined); // then it is known as interrupted
  }
}

function getStoreCheckRoute(context: ApiContext): Route {
  return defineRoute({
    method: "GET",
    path: "/api/v2/admin/fsck",
    operationId: "getStoreCheck",
    summary: "How far the last check of the store is, and what it found.",
    permission: "store:check",
    params: {},
    query: {},
    answers: { 200: { description: "The last check.", schema: ref("StoreCheck") } },
    problems: ["store_unavailable"],
    handle: async () => ({ status: 200, json: checkDocument(context, (await readCheck(context)).check) }),
  });
}

function beginStoreCheckRoute(context: ApiContext): Route {
  const { nowMs, audit, store } = context;
  return defineRoute({
    method: "POST",
    path: "/api/v2/admin/fsck",
    operationId: "beginStoreCheck",
    summary:
      "Begins a check of the whole store, as `godocker admin fsck` makes it, unless one is at work. It only reads; it takes memory and time of the server that is asked.",
    permission: "store:check",
    params: {},
    query: { dryRun: DRY_RUN },
    answers: {
      202: { description: "It has begun.", schema: ref("StoreCheck") },
      200: { description: "One is at work already; or it is a dry run.", schema: ref("StoreCheck") },
    },
    problems: ["store_unavailable"],
    async handle({ query, ...asking }) {
      const { check, revision } = await readCheck(context);
      if (isAtWork(context, check) || query.dryRun)
        return { status: 200, json: checkDocument(context, check) };
      const atMs = nowMs();
      const { user: by } = asking.caller;
      const begun: Check = { state: "running", by, startedAtMs: atMs, toldAtMs: atMs, jobs: 0 };
      await audit.record({
        ...ofRequest(asking),
        action: "store.check",
        outcome: "done",
        resource: "store",
        address: asking.address,
      });
      if (!(await store.keep(KEY, revision, JSON.stringify(begun))))
        return { status: 200, json: checkDocument(context, (await readCheck(context)).check) };
      const now = (await store.kept(KEY))?.revision;
      if (now === undefined) throw new StoreUnavailableError("the check that was begun is not there");
      void carryOutCheck(context, begun, now);
      return { status: 202, json: checkDocument(context, begun) };
    },
  });
}
