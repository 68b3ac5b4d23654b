import { createHash, randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Store } from "./store.ts";
import { StoreUnavailableError } from "./store.ts";

/** What is put down: who did what to what, and how it went. The names are those of `auth/audit.ts`. */
export interface AuditFields {
  readonly action: string;
  readonly outcome: string;
  readonly actor?: { readonly name: string };
  readonly resource?: string;
  /** The project that it concerns: its owners read the entry. */
  readonly project?: string;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly reason?: string;
  readonly address?: string;
  readonly userAgent?: string;
  readonly requestId?: string;
}

/** An entry as it is stored. The columns are those of the body, so that they can be searched by. */
export interface AuditRecord {
  /** From 1, dense. */
  readonly seq: number;
  readonly atMs: number;
  /** Empty: nobody known. */
  readonly actor: string;
  readonly action: string;
  readonly resource: string;
  readonly project: string;
  /** JSON of everything, with the hash of the entry before as `prevHash`. */
  readonly body: string;
  /** SHA-256 of the body in UTF-8, in hex. */
  readonly hash: string;
}

/** An entry as it is read. */
export interface AuditEntry extends Readonly<Record<string, unknown>> {
  readonly seq: number;
  readonly atMs: number;
  readonly action: string;
  readonly hash: string;
  readonly prevHash: string;
}

export interface AuditQuery {
  /** Only entries of what somebody did, or that concern one of these projects. */
  readonly reach?: { readonly actor: string; readonly projects: readonly string[] };
  readonly actor?: string;
  /** That begin so: `token.` has all about tokens. */
  readonly action?: string;
  readonly resource?: string;
  readonly sinceMs?: number;
  readonly untilMs?: number;
  readonly order: "oldest" | "newest";
  /** Only those behind it, in that order. */
  readonly after?: number;
  readonly limit: number;
}

export interface AuditLog {
  /**
   * Appends an entry; many callers share one write, and many processes one chain.
   * @throws StoreUnavailableError  it is not kept, or that is not known
   */
  record(fields: AuditFields): Promise<void>;
  list(query: AuditQuery): Promise<readonly AuditRecord[]>;
}

/** Of the chain's first entry. */
const NOTHING_BEFORE = "0".repeat(64);
const AT_ONCE = 200;
const TRIES = 200;
const LONGEST_PAUSE_MS = 20;
const BODY_MAX = 32 * 1024;
/** Up to where the log has been: fewer entries than that were there before. */
const HEAD = "audit/head";

interface Waiting {
  readonly fields: AuditFields;
  readonly atMs: number;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * The audit log in a store. Each entry carries the hash of the one before it, so that none can be changed, taken out or
 * moved without all that follow; a number is taken by one writer only, and who is late chains anew.
 * @param stored  told of each entry of this writer once it is durable; must not throw
 */
export function auditIn(
  store: Store,
  nowMs: () => number,
  stored: (record: AuditRecord) => void = () => undefined,
): AuditLog {
  const waiting: Waiting[] = [];
  let tail: Pick<AuditRecord, "hash" | "seq"> | undefined;
  let writing = false;

  const write = async (): Promise<void> => {
    if (writing) return;
    writing = true;
    try {
      while (waiting.length > 0) {
        const some = waiting.splice(0, AT_ONCE);
        try {
          await append(some);
          for (const { done } of some) done();
        } catch (error) {
          tail = undefined;
          for (const { failed } of some) failed(error);
        }
      }
    } finally {
      writing = false;
    }
  };

  const append = async (some: readonly Waiting[]): Promise<void> => {
    let left = some;
    for (let tries = 0; tries < TRIES && left.length > 0; tries += 1) {
      tail ??= (await lastOf(store)) ?? { seq: 0, hash: NOTHING_BEFORE };
      const records = chained(tail, left);
      const added = await addSurely(store, records);
      for (const record of records.slice(0, added)) stored(record);
      const last = records[added - 1];
      tail = added === records.length && last !== undefined ? last : undefined;
      left = left.slice(added);
      if (left.length > 0) await sleep(Math.random() * LONGEST_PAUSE_MS);
      else if (last !== undefined) await raiseHead(store, last);
    }
    if (left.length > 0)
      throw new StoreUnavailableError("The audit log has so many writers that no entry could be added.");
  };

  return {
    record: (fields) =>
      new Promise((done, failed) => {
        waiting.push({ fields, atMs: nowMs(), done, failed });
        void write();
      }),
    list: (query) => store.audit(query),
  };
}

export async function lastOf(store: Store): Promise<AuditRecord | undefined> {
  return (await store.audit({ order: "newest", limit: 1 }))[0];
}

function chained(
  before: Pick<AuditRecord, "hash" | "seq">,
  some: readonly Waiting[],
): readonly AuditRecord[] {
  let { hash, seq } = before;
  return some.map(({ fields, atMs }) => {
    seq += 1;
    const body = bodyOf({ seq, atMs, prevHash: hash }, fields);
    hash = hashOf(body);
    const { action, actor, project = "", resource = "" } = fields;
    return { seq, atMs, actor: actor?.name ?? "", action, resource, project, body, hash };
  });
}

function bodyOf(place: Pick<AuditEntry, "atMs" | "prevHash" | "seq">, fields: AuditFields): string {
  // The random part lets a writer know its own entry again after an unknown outcome.
  const base = { ...place, id: randomBytes(9).toString("base64url") };
  const whole = JSON.stringify({ ...base, ...fields });
  if (whole.length <= BODY_MAX) return whole;
  const { action, actor, outcome, project, resource } = fields;
  return JSON.stringify({ ...base, action, actor, outcome, project, resource, shortened: whole.length });
}

function hashOf(body: string): string {
  return createHash("sha256").update(body).digest("hex");
}

/** @returns how many of them are stored, from the first on */
async function addSurely(store: Store, records: readonly AuditRecord[]): Promise<number> {
  try {
    return await store.addAudit(records);
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error;
    const first = records[0]?.seq ?? 0;
    const there = await store.audit({ order: "oldest", after: first - 1, limit: records.length });
    const stored = records.findIndex(({ hash }, at) => there[at]?.hash !== hash);
    if (stored === 0) throw error;
    return stored < 0 ? records.length : stored;
  }
}

/** Never lowered. What is lost of it by a crash is told by the next one. */
async function raiseHead(store: Store, { hash, seq }: AuditRecord): Promise<void> {
  try {
    const kept = await store.kept(HEAD);
    if (kept !== undefined && headOf(kept.body).seq >= seq) return;
    await store.keep(HEAD, kept?.revision, JSON.stringify({ seq, hash }));
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error;
  }
}

function headOf(body: string): { readonly seq: number; readonly hash: string } {
  return JSON.parse(body); // `raiseHead` made it
}

/** As it is shown. */
export function auditEntry({ body, hash }: AuditRecord): AuditEntry {
  return { ...JSON.parse(body), hash };
}

export interface AuditReport {
  readonly entries: number;
  /** Of the last one: written down elsewhere, it proves the whole log up to here. */
  readonly head: string;
  /** One sentence each. */
  readonly faults: readonly string[];
}

const PAGE = 1000;
const FAULTS_MAX = 100;

/** Whether no entry was changed, taken out, put in or moved. */
export async function verifyAudit(store: Store): Promise<AuditReport> {
  const faults: string[] = [];
  let last = { seq: 0, hash: NOTHING_BEFORE };
  let entries = 0;
  const kept = await store.kept(HEAD);
  const head = kept === undefined ? undefined : headOf(kept.body);
  while (faults.length < FAULTS_MAX) {
    const page = await store.audit({ order: "oldest", after: last.seq, limit: PAGE });
    for (const record of page) {
      entries += 1;
      const { seq } = record;
      if (seq !== last.seq + 1)
        faults.push(
          seq === last.seq + 2
            ? `entry ${last.seq + 1} of the audit log is missing`
            : `entries ${last.seq + 1} to ${seq - 1} of the audit log are missing`,
        );
      if (hashOf(record.body) !== record.hash)
        faults.push(`entry ${seq} of the audit log is not what was written`);
      else if (seq === last.seq + 1 && auditEntry(record).prevHash !== last.hash)
        faults.push(`entry ${seq} of the audit log follows another one than stands before it`);
      if (!isAsItsBody(record))
        faults.push(`entry ${seq} of the audit log is found by other words than it has`);
      if (head?.seq === seq && head.hash !== record.hash)
        faults.push(`entry ${seq} of the audit log is another one than when it was written`);
      last = record;
    }
    if (page.length < PAGE) break;
  }
  if (head !== undefined && head.seq > last.seq)
    faults.push(`the audit log ends with entry ${last.seq}, and had reached entry ${head.seq}`);
  return { entries, head: last.hash, faults };
}

function isAsItsBody({ action, actor, atMs, body, project, resource, seq }: AuditRecord): boolean {
  try {
    const told: Readonly<Record<string, unknown>> & { readonly actor?: { readonly name?: unknown } } =
      JSON.parse(body);
    return (
      told["seq"] === seq &&
      told["atMs"] === atMs &&
      told["action"] === action &&
      (told["resource"] ?? "") === resource &&
      (told["project"] ?? "") === project &&
      (told.actor?.name ?? "") === actor
    );
  } catch {
    return false;
  }
}
