import type { NewJob } from "../../jobs/life/job.ts";
import type { Secrets } from "../../store/secrets.ts";
import { SecretError } from "../../store/secrets.ts";
import { StoreUnavailableError } from "../../store/store.ts";

/** The secrets of a job for one of its tasks, or why it cannot be started now. */
export type TaskSecrets =
  | {
      readonly ok: true;
      readonly variables: Readonly<Record<string, string>>;
      readonly files: readonly { readonly name: string; readonly value: string }[];
    }
  | { readonly ok: false; readonly why: string };

/**
 * Looks secrets up when a task starts, so that a value that was changed is the new one. A job with one that cannot be
 * had is held, until somebody stores it and releases the job.
 */
export function taskSecrets(
  secrets: Pick<Secrets, "reveal">,
  hold: (job: number) => Promise<void>,
): (job: NewJob) => Promise<TaskSecrets> {
  return async ({ id, spec, user }) => {
    const variables: Record<string, string> = {};
    const files: { name: string; value: string }[] = [];
    try {
      for (const use of spec.secrets ?? []) {
        const value = await secrets.reveal(user, use.name);
        if ("env" in use) variables[use.env] = value;
        else files.push({ name: use.file, value });
      }
      return { ok: true, variables, files };
    } catch (error) {
      // That passes, and the next attempt comes by itself.
      if (error instanceof StoreUnavailableError) return { ok: false, why: error.message };
      if (!(error instanceof SecretError)) throw error;
      await hold(id);
      return { ok: false, why: `${error.message}; the job is held until it is released` };
    }
  };
}
