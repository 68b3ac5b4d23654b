import type { Readable } from "node:stream";
import type { Caller } from "../auth/caller.ts";
import type { Permission } from "../auth/permissions.ts";
import type { JsonSchema, Parameters, ValuesOf } from "./parameters.ts";
import { readParameters } from "./parameters.ts";
import type { ProblemCode } from "./problems.ts";

/** What a handler gets; who is calling, and parameters that were checked. */
export interface Call<P extends Parameters, Q extends Parameters> {
  readonly caller: Caller;
  readonly params: ValuesOf<P>;
  readonly query: ValuesOf<Q>;
  /** Parsed JSON, `undefined` without a body. */
  readonly body: unknown;
  /** The body as it arrives, for routes that take NDJSON. */
  readonly stream: Readable | undefined;
  readonly header: (name: string) => string | undefined;
  readonly requestId: string;
  /** Aborted when the client went away or the server closes. */
  readonly signal: AbortSignal;
}

export type Answer =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly json: unknown }
  | {
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      /** Sent as it comes. An error cuts the connection, so that nobody takes a part for the whole. */
      readonly chunks: AsyncIterable<Uint8Array | string>;
    }
  | {
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly bytes: Uint8Array;
    };

/** How one status of an operation looks in the OpenAPI document. */
export interface DocumentedAnswer {
  readonly description: string;
  readonly mediaType?: string;
  readonly schema?: JsonSchema;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Described {
  readonly method: "GET" | "POST";
  /** As in OpenAPI: `/api/v2/jobs/{id}:cancel`. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly permission: Permission;
  readonly body?: {
    readonly mediaType: "application/json" | "application/x-ndjson";
    readonly schema: JsonSchema;
    readonly required: boolean;
  };
  readonly answers: Readonly<Record<number, DocumentedAnswer>>;
  /** Beside those that any request can meet. */
  readonly problems: readonly ProblemCode[];
}

export interface RouteSpec<P extends Parameters, Q extends Parameters> extends Described {
  readonly params: P;
  readonly query: Q;
  readonly handle: (call: Call<P, Q>) => Promise<Answer>;
}

/** A route of the table: its types are inside, so that routes of all kinds stand in one list. */
export interface Route extends Described {
  readonly params: Parameters;
  readonly query: Parameters;
  readonly run: (raw: RawCall) => Promise<Answer>;
}

export interface RawCall extends Omit<Call<Parameters, Parameters>, "params" | "query"> {
  readonly params: ReadonlyMap<string, readonly string[]>;
  readonly query: ReadonlyMap<string, readonly string[]>;
}

export function defineRoute<P extends Parameters, Q extends Parameters>(spec: RouteSpec<P, Q>): Route {
  const { handle, ...described } = spec;
  return {
    ...described,
    run: (raw) =>
      handle({
        ...raw,
        params: readParameters(spec.params, raw.params),
        query: readParameters(spec.query, raw.query),
      }),
  };
}
