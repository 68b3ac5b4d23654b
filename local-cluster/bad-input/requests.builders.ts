// Malformed requests, and what a Mesos master or agent answers to them. Wanted statuses and texts are those of Mesos
// 1.12 (src/master/http.cpp, src/master/validation.cpp, src/slave/http.cpp, libprocess), never what the code here
// does. `{connected}`, `{stream}`, `{away}`, `{principal}` and `{sandbox}` are filled in by the test: a subscribed
// framework and the id of its stream, a framework whose stream was closed, and a path below `/frameworks/`.

export interface BadInput {
  readonly name: string;
  /** `guarded`: the master of a cluster that asks for credentials. */
  readonly target: "master" | "agent" | "guarded";
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** What to send instead of all that, byte for byte. */
  readonly raw?: string | Uint8Array;
  /** The client closes its side after this, without waiting for an answer; none is wanted. */
  readonly hangUp?: boolean;
  /** Wanted. `closed`: the connection ends without an answer. */
  readonly status: number | "closed" | readonly (number | "closed")[];
  /** The body as a whole, or a pattern of it; anything when absent. */
  readonly text?: string | RegExp;
  /** The message of the one ERROR event in the body. */
  readonly error?: string;
  readonly wantedHeaders?: Readonly<Record<string, string>>;
}

export const JSON_TYPE = "application/json";
export const PROTOBUF = "application/x-protobuf";
export const RECORDIO = "application/recordio";
export const SCHEDULER = "/api/v1/scheduler";
export const NO_JSON = /^Failed to parse body into JSON: ./;
export const NO_PROTOBUF = "Failed to parse body into Call protobuf";
export const converts = (detail: string): string => `Failed to convert JSON into Call protobuf: ${detail}`;
export const missing = (fields: string): string => converts(`Missing required fields: ${fields}`);
export const invalid = (detail: string): string => `Failed to validate scheduler::Call: ${detail}`;

export type Details = Partial<BadInput>;

export function request(
  target: BadInput["target"],
  path: string,
  name: string,
  body: string | Uint8Array | object,
  details: Details & Pick<BadInput, "status">,
): BadInput {
  const text = typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);
  return {
    name: `${details.method ?? "POST"} ${path}: ${name}`,
    target,
    method: "POST",
    path,
    body: text,
    headers: { "Content-Type": JSON_TYPE },
    ...details,
  };
}

/** A body that the scheduler API refuses with 400 and this text. */
export const scheduler = (
  name: string,
  body: string | Uint8Array | object,
  text: string | RegExp,
  details: Details = {},
): BadInput => request("master", SCHEDULER, name, body, { status: 400, text, ...details });

export const protobuf = (name: string, bytes: readonly number[], text: string | RegExp): BadInput =>
  scheduler(`protobuf, ${name}`, Uint8Array.from(bytes), text, { headers: { "Content-Type": PROTOBUF } });

export const raw = (
  target: BadInput["target"],
  name: string,
  bytes: string | Uint8Array,
  status: BadInput["status"],
  details: Details = {},
): BadInput => ({
  name: `bytes: ${name}`,
  target,
  method: "POST",
  path: "",
  headers: {},
  body: "",
  raw: bytes,
  status,
  ...details,
});

export const someone = { value: "nobody" };

export const NOT_ACCEPTABLE = "Expecting 'Accept' to allow 'application/x-protobuf' or 'application/json'";
export const accepting = (accept: string, extra: Readonly<Record<string, string>> = {}): Details => ({
  status: 406,
  headers: { "Content-Type": JSON_TYPE, Accept: accept, ...extra },
});
export const knowing = (stream: string): Details => ({
  headers: { "Content-Type": JSON_TYPE, "Mesos-Stream-Id": stream },
});
