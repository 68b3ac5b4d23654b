import type { Attempt, JobEvent, Task, Usage } from "./documents/jobs.ts";
import type { JobSpec } from "./documents/spec.ts";
import type { Connection } from "./http.ts";
import { requestJson } from "./http.ts";

interface Cancellable {
  readonly signal?: AbortSignal;
}

/** What one job consists of. */
export interface JobParts {
  /** What was asked for, with every default filled in: can be submitted as it is. */
  spec(id: number, options?: Cancellable): Promise<JobSpec>;
  /** Tasks by index, over all pages. */
  tasks(
    id: number,
    options?: Cancellable & { readonly state?: readonly Task["state"][]; readonly pageSize?: number },
  ): AsyncGenerator<Task>;
  /** One task of an array. */
  task(id: number, index: number, options?: Cancellable): Promise<Task>;
  /** One page of its attempts. */
  attempts(
    id: number,
    options?: Cancellable & {
      readonly index?: number;
      readonly order?: "oldest" | "newest";
      readonly limit?: number;
      /** `next` of the page before. */
      readonly cursor?: string;
    },
  ): Promise<{ readonly items: readonly Attempt[]; readonly truncated: boolean; readonly next?: string }>;
  /** What happened to it, oldest first, over all pages, as far back as that is kept. */
  history(id: number, options?: Cancellable): AsyncGenerator<JobEvent>;
  usage(id: number, options?: Cancellable): Promise<Usage>;
}

export function jobParts(connection: Connection): JobParts {
  const get = <T>(
    id: number,
    path: string,
    query: Readonly<Record<string, string | number | readonly string[] | undefined>> = {},
    { signal }: Cancellable = {},
  ) => requestJson<T>(connection, { path: `/api/v2/jobs/${id}/${path}`, query, signal });

  return {
    spec: (id, options) => get(id, "spec", {}, options),
    tasks: async function* (id, { state, pageSize = 100, ...options } = {}) {
      let cursor: string | undefined;
      do {
        const page: { readonly items: readonly Task[]; readonly next?: string } = await get(
          id,
          "tasks",
          { state, limit: pageSize, cursor },
          options,
        );
        yield* page.items;
        cursor = page.next;
      } while (cursor !== undefined);
    },
    task: (id, index, options) => get(id, `tasks/${index}`, {}, options),
    attempts: (id, { index, order, limit, cursor, ...options } = {}) =>
      get(id, "attempts", { index, order, limit, cursor }, options),
    history: async function* (id, options) {
      let after: number | undefined = 0;
      do {
        const page: { readonly items: readonly JobEvent[]; readonly next?: number } = await get(
          id,
          "events",
          { after },
          options,
        );
        yield* page.items;
        after = page.next;
      } while (after !== undefined);
    },
    usage: (id, options) => get(id, "usage", {}, options),
  };
}
