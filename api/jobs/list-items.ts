import { Buffer } from "node:buffer";
import type { Attempt } from "../../jobs/life/job.ts";
import type { StartForecast } from "../../offers/forecast.ts";
import type { StoredJob } from "../../store/store.ts";
import type { ApiContext } from "../context/context.ts";
import { attemptDocument, defined, jobSummary, usageDocument } from "../context/job-document.ts";
import { historyOf, someAttempts } from "./job-relations.ts";

export const EXPANSIONS = ["attempts", "events", "usage"] as const;
export type Expansion = (typeof EXPANSIONS)[number];

/** Jobs of a list as JSON, in their order. */
export type ListItems = (jobs: readonly StoredJob[]) => Promise<readonly Buffer[]>;

interface Written {
  readonly forecast: StartForecast | undefined;
  readonly text: Buffer;
}

/**
 * Whole summaries. A job that the store gives out again as it is has the text that it had: lists are asked for again and
 * again, and little of them changes in between.
 */
export function summaryItems(context: Pick<ApiContext, "leader" | "store">): ListItems {
  const written = new WeakMap<StoredJob, Written>();
  return async (jobs) => {
    const forecasts = await forecastsFor(context, jobs);
    const isWritten = (job: StoredJob): boolean => {
      const known = written.get(job);
      return known !== undefined && known.forecast === forecasts?.get(job.id);
    };
    const fresh = jobs.filter((job) => !isWritten(job));
    const latest = await latestOf(context, fresh);
    for (const job of fresh) {
      const forecast = forecasts?.get(job.id);
      const text = Buffer.from(JSON.stringify(jobSummary(job, latest.get(job.id), forecast)));
      written.set(job, { forecast, text });
    }
    return jobs.flatMap((job) => written.get(job)?.text ?? []);
  };
}

/** Only some fields, or more than a summary has. */
export function shapedItems(
  context: ApiContext,
  {
    fields,
    expanded,
  }: { readonly fields: readonly string[] | undefined; readonly expanded: readonly Expansion[] },
): ListItems {
  const { store } = context;
  const has = (field: string): boolean => fields === undefined || fields.includes(field);
  return async (jobs) => {
    const latest = has("node") ? await latestOf(context, jobs) : new Map<number, Attempt>();
    const forecasts = has("estimatedStart") ? await forecastsFor(context, jobs) : undefined;
    return Promise.all(
      jobs.map(async (job) => {
        const summary = picked({ ...jobSummary(job, latest.get(job.id), forecasts?.get(job.id)) }, fields);
        const attempts = expanded.includes("attempts")
          ? (await someAttempts(store, job)).map((attempt) =>
              attemptDocument(attempt, job.spec, context.attemptLinks(attempt)),
            )
          : undefined;
        const events = expanded.includes("events") ? await historyOf(store, job) : undefined;
        const usage = expanded.includes("usage") ? usageDocument(job.used) : undefined;
        return Buffer.from(JSON.stringify({ ...summary, ...defined({ attempts, events, usage }) }));
      }),
    );
  };
}

/** Only these fields, of those that there are; all of them without names. */
export function picked(document: Readonly<Record<string, unknown>>, fields: readonly string[] | undefined) {
  return fields === undefined
    ? document
    : Object.fromEntries(Object.entries(document).filter(([name]) => fields.includes(name)));
}

async function latestOf(
  { store }: Pick<ApiContext, "store">,
  jobs: readonly StoredJob[],
): Promise<ReadonlyMap<number, Attempt>> {
  if (jobs.length === 0) return new Map();
  const attempts = await store.latestAttempts(jobs.map(({ id }) => ({ job: id })));
  return new Map(attempts.map((attempt) => [attempt.job, attempt]));
}

async function forecastsFor(
  { leader }: Pick<ApiContext, "leader">,
  jobs: readonly StoredJob[],
): Promise<ReadonlyMap<number, StartForecast> | undefined> {
  return jobs.some(({ status }) => status.state === "pending") ? leader.forecasts() : undefined;
}
