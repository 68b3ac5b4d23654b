import { parseTaskId } from "../../jobs/life/job.ts";
import type { BackendEvent } from "../../offers/backend.ts";
import type { CoreInput } from "../state/decision.ts";

/** Something that the scheduler could not take in; it is left out, so that everything else goes on. */
export interface SetAside {
  /** `document`: of the inbox; `event`: of a cluster. */
  readonly kind: "job" | "document" | "event";
  /** Number of the job, key of the document, or what the event was about. */
  readonly name: string;
  readonly job?: number;
  /** What went wrong with it. */
  readonly cause: string;
  readonly atMs: number;
}

/** What one term has set aside. The next one, perhaps of another version, tries it again. */
export interface LeftOut {
  readonly jobs: ReadonlySet<number>;
  list(): readonly SetAside[];
  setJob(job: number, error: unknown): void;
  setInput(input: CoreInput, error: unknown): void;
  setDocument(key: string, error: unknown): void;
  /** Documents of the inbox that stay there. */
  documents(): number;
  /** What is left of an input; of one that was set aside, or is about a job that was, nothing. */
  admit(input: CoreInput): CoreInput | undefined;
}

/** @param report  told of each, once */
export function leftOut(nowMs: () => number, report: (one: SetAside) => void): LeftOut {
  const jobs = new Set<number>();
  const names = new Set<string>();
  const all: SetAside[] = [];
  const waiting = new Set<string>();
  const add = (one: Omit<SetAside, "atMs" | "cause">, error: unknown): void => {
    if (names.has(`${one.kind} ${one.name}`)) return;
    const cause = error instanceof Error ? error.message : String(error);
    names.add(`${one.kind} ${one.name}`);
    const entry = { ...one, cause, atMs: nowMs() };
    all.push(entry);
    report(entry);
  };
  return {
    jobs,
    list: () => all,
    setJob(job, error) {
      add({ kind: "job", name: String(job), job }, error);
      jobs.add(job);
    },
    setDocument(key, error) {
      add({ kind: "document", name: key }, error);
      waiting.add(key);
    },
    setInput(input, error) {
      if (input.type === "backend") {
        add({ kind: "event", name: `${input.backend} ${subjectOf(input.event)}` }, error);
        return;
      }
      if (input.type === "reconcile") return add({ kind: "event", name: "reconciliation" }, error);
      const job = input.type === "submitted" ? input.job.id : input.request.job;
      add({ kind: "document", name: input.key, job }, error);
      waiting.add(input.key);
    },
    documents: () => waiting.size,
    admit(input) {
      if (names.size === 0) return input;
      if (input.type === "submitted") return waiting.has(input.key) ? undefined : input;
      if (input.type === "requested") {
        const { job } = input.request;
        return waiting.has(input.key) || jobs.has(job) ? undefined : input;
      }
      if (input.type === "reconcile") return input;
      const { backend, event } = input;
      if (event.type === "offers") {
        const offers = event.offers.filter(
          ({ agentId }) => !names.has(`event ${backend} offer of ${agentId}`),
        );
        return offers.length === event.offers.length ? input : { ...input, event: { ...event, offers } };
      }
      // Tasks of a job that is not there would be killed as somebody else's. Unacknowledged, the update comes again.
      if (event.type === "status" && jobs.has(parseTaskId(event.update.taskId)?.job ?? 0)) return undefined;
      return names.has(`event ${backend} ${subjectOf(event)}`) && isOfOneThing(input) ? undefined : input;
    },
  };
}

/** Whether a cycle with nothing else that fails is its fault, and not that of a job which it made the core look at. */
export function isOfOneThing(input: CoreInput): boolean {
  if (input.type !== "backend") return true;
  const { type } = input.event;
  return type === "status" || type === "operation" || type === "maintenance";
}

/** The same inputs, each about as little as possible. */
export function oneByOne(inputs: readonly CoreInput[]): readonly CoreInput[] {
  return inputs.flatMap((input) =>
    input.type === "backend" && input.event.type === "offers"
      ? input.event.offers.map((offer) => ({ ...input, event: { type: "offers", offers: [offer] } }) as const)
      : [input],
  );
}

function subjectOf(event: BackendEvent): string {
  switch (event.type) {
    case "status":
      return `status ${event.update.state} of ${event.update.taskId}`;
    case "operation":
      return `operation ${event.operationId}`;
    case "maintenance":
      return `maintenance ${event.requestId}`;
    case "offers":
      return `offer of ${event.offers[0]?.agentId ?? "no agent"}`;
    default:
      return event.type;
  }
}
