import type { Readable } from "node:stream";
import type { WebSocket } from "@fastify/websocket";
import type { Credential } from "../../auth/authenticator.ts";
import type { Caller } from "../../auth/caller.ts";
import type { Permission } from "../../auth/permissions.ts";
import type { JsonSchema, Parameters, ValuesOf } from "./parameters.ts";
import { readParameters } from "./parameters.ts";
import type { ProblemCode } from "./problems.ts";
import { PublicError } from "./problems.ts";

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
  /** What showed who it is, to be looked at again while an answer goes on. */
  readonly credential: Credential | undefined;
  /** Where it came from. */
  readonly address: string;
  readonly requestId: string;
  /** Path and query, as they came. */
  readonly url: string;
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
      /** Several of them cannot stand in one header. */
      readonly cookies?: readonly string[];
      readonly bytes: Uint8Array;
    }
  /** Without a body. */
  | { readonly status: 204 | 304; readonly headers?: Readonly<Record<string, string>>; readonly none: true };

/** How one status of an operation looks in the OpenAPI document. */
export interface DocumentedAnswer {
  readonly description: string;
  /** `none`: without a body. */
  readonly mediaType?: string;
  /** What it may be as well. */
  readonly also?: readonly { readonly mediaType: string; readonly schema?: JsonSchema }[];
  readonly schema?: JsonSchema;
  readonly headers?: Readonly<Record<string, string>>;
  /** One document with an `ETag`: `If-None-Match` is answered with 304. */
  readonly tagged?: boolean;
}

export type BodyType =
  "application/json" | "application/merge-patch+json" | "application/yaml" | "application/x-ndjson";

interface Described {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** As in OpenAPI: `/api/v2/jobs/{id}:cancel`. `{path}` at its end may have `/` in it. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly permission: Permission;
  readonly body?: {
    readonly mediaType: BodyType;
    /** Others that say the same. */
    readonly also?: readonly BodyType[];
    readonly schema: JsonSchema;
    readonly required: boolean;
    readonly example?: unknown;
  };
  /** Request headers that it looks at, for the document. */
  readonly headers?: Readonly<
    Record<string, { readonly description: string; readonly schema: JsonSchema; readonly required?: boolean }>
  >;
  readonly answers: Readonly<Record<number, DocumentedAnswer>>;
  /** Beside those that any request can meet. */
  readonly problems: readonly ProblemCode[];
  /** Answers that can be long open: they have a limit of their own. */
  readonly isStream?: boolean;
  /** A probe: it is answered however many there are. */
  readonly isProbe?: boolean;
}

export interface RouteSpec<P extends Parameters, Q extends Parameters> extends Described {
  readonly params: P;
  readonly query: Q;
  readonly handle: (call: Call<P, Q>) => Promise<Answer>;
}

/** Talks over a WebSocket until it is closed. Listens before it waits for anything. */
export type Talk = (socket: WebSocket) => Promise<void>;

export interface SocketRouteSpec<P extends Parameters, Q extends Parameters> extends Omit<
  Described,
  "method" | "body" | "answers"
> {
  readonly params: P;
  readonly query: Q;
  /** Everything that can be refused with a status; what it returns begins once the connection is switched. */
  readonly open: (call: Call<P, Q>) => Promise<Talk>;
}

/** A route of the table: its types are inside, so that routes of all kinds stand in one list. */
export interface Route extends Described {
  readonly params: Parameters;
  readonly query: Parameters;
  readonly run: (raw: RawCall) => Promise<Answer>;
  /** Of a WebSocket: comes before `run`, which then only says what kind of address it is. */
  readonly open?: (raw: RawCall) => Promise<Talk>;
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

export function defineSocketRoute<P extends Parameters, Q extends Parameters>(
  spec: SocketRouteSpec<P, Q>,
): Route {
  const { open, ...described } = spec;
  return {
    ...described,
    method: "GET",
    answers: { 101: { description: "The connection is a WebSocket now.", mediaType: "none" } },
    problems: [...spec.problems, "upgrade_required"],
    open: (raw) =>
      open({
        ...raw,
        params: readParameters(spec.params, raw.params),
        query: readParameters(spec.query, raw.query),
      }),
    run: () => {
      const headers = { upgrade: "websocket", connection: "upgrade" };
      throw new PublicError("upgrade_required", "This address is a WebSocket: send Upgrade: websocket.", {
        headers,
      });
    },
  };
}
