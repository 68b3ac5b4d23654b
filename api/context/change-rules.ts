import { changeWords, type RulesChange, type StoredRules } from "../../accounts/stored-rules.ts";
import { KeyInUseError } from "../../store/store.ts";
import { ofRequest, type Asking } from "./access.ts";
import type { ApiContext } from "./context.ts";
import { PublicError } from "../http/problems.ts";
import { takenSince } from "./taken.ts";

/** A change of the rules, with what the audit log tells of it. */
export interface PlannedChange {
  readonly change: RulesChange;
  /** Of the log: a subject and a verb. */
  readonly action: string;
  /** The project that it concerns. */
  readonly project?: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

export interface AskingForChange extends Asking {
  readonly address: string;
  readonly signal: AbortSignal;
}

/**
 * Makes a change of the rules: written down first, then asked of the leader, which puts it into the journal and goes by
 * it from its next turn on.
 * @param plan  from the rules as they are; throws what makes the change impossible
 * @returns "made" when it is in effect, "stored" when no scheduler has taken it yet
 * @throws PublicError  `precondition_failed` when another user changed the rules at the same time; `no_leader`
 */
export async function changeRules(
  context: ApiContext,
  asking: AskingForChange,
  plan: (rules: StoredRules) => PlannedChange | Promise<PlannedChange>,
  { dryRun }: { readonly dryRun: boolean },
): Promise<"made" | "stored"> {
  const { audit, changeWaitMs, feed, leader, rules, store } = context;
  const now = await rules.reread();
  const { action, after, before, change, project } = await plan(now);
  if (dryRun) return "made";
  const entry = {
    action,
    ...ofRequest(asking),
    address: asking.address,
    resource: changeWords(change),
    ...(project === undefined ? {} : { project }),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
  await audit.record({ ...entry, outcome: "done" });
  const revision = now.revision + 1;
  const key = `record/rules/${revision}`;
  const cursor = await feed.head();
  const until = AbortSignal.any([asking.signal, AbortSignal.timeout(changeWaitMs)]);
  const record = { type: "rules", revision, change, by: asking.caller.user } as const;
  try {
    await store.submit([{ kind: "record", key, record }]);
  } catch (error) {
    if (!(error instanceof KeyInUseError)) throw error;
    await audit.record({ ...entry, outcome: "failed", reason: "somebody else changed the rules" });
    throw await busy(context, revision);
  }
  leader.wake();
  await takenSince(feed, cursor, key, until);
  const { revision: reached } = await rules.reread();
  return reached >= revision ? "made" : "stored";
}

async function busy({ rules }: ApiContext, revision: number): Promise<PublicError> {
  const { revision: reached } = await rules.reread();
  if (reached >= revision)
    return new PublicError("precondition_failed", "Somebody else changed the rules; read them again.");
  return new PublicError("no_leader", "Another change waits until a scheduler is at work.");
}

/** Of one project, quota or share: changes with each change of it. */
export function ruleETag(what: string, revision: number): string {
  return `"${what}-${revision}"`;
}

/**
 * What is there is changed only by who knows it as it is.
 * @param isThere  else nothing can be overwritten, and nothing need be known
 * @throws PublicError  `precondition_required`, `precondition_failed`
 */
export function checkRuleTag(
  etag: string,
  isThere: boolean,
  header: (name: string) => string | undefined,
): void {
  const [ifMatch, ifNoneMatch] = [header("if-match"), header("if-none-match")];
  const failed = (why: string) => new PublicError("precondition_failed", why, { headers: { etag } });
  if (ifNoneMatch?.trim() === "*" && isThere) throw failed("It is there already.");
  if (!isThere) {
    if (ifMatch === undefined) return;
    throw failed("It is not there.");
  }
  if (ifMatch === undefined)
    throw new PublicError("precondition_required", "Send If-Match with the ETag of what you read, or *.");
  if (ifMatch.trim() === "*" || ifMatch.split(",").some((each) => each.trim() === etag)) return;
  throw failed("It is not what it was when you read it; read it again.");
}
