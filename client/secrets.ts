import type { Connection } from "./http.ts";
import { request, requestJson } from "./http.ts";

interface Cancellable {
  readonly signal?: AbortSignal;
}

/** A secret of yours; no answer has its value. */
export interface Secret {
  readonly name: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Values that jobs name and tasks get. */
export interface Secrets {
  secrets(options?: Cancellable): Promise<readonly Secret[]>;
  /** Stores a value in the place of an earlier one of that name. */
  putSecret(name: string, value: string, options?: Cancellable): Promise<Secret>;
  removeSecret(name: string, options?: Cancellable): Promise<void>;
}

const PATH = "/api/v2/secrets";

export function secretMethods(connection: Connection): Secrets {
  return {
    secrets: async ({ signal } = {}) =>
      (await requestJson<{ readonly items: readonly Secret[] }>(connection, { path: PATH, signal })).items,
    putSecret: (name, value, { signal } = {}) =>
      requestJson<Secret>(connection, {
        method: "POST",
        path: PATH,
        body: { type: "application/json", content: JSON.stringify({ name, value }) },
        signal,
      }),
    removeSecret: async (name, { signal } = {}) => {
      await request(connection, { method: "DELETE", path: `${PATH}/${encodeURIComponent(name)}`, signal });
    },
  };
}
