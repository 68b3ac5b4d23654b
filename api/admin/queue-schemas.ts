import type { StoredQueue } from "../../accounts/stored-rules.ts";
import { bodyReader } from "../http/checked-body.ts";
import type { JsonSchema } from "../http/parameters.ts";
import { object } from "../http/schema-words.ts";

export const QUEUE_NAME = "^[a-z0-9][a-z0-9._-]{0,62}$";
const NAMES = {
  type: "array",
  maxItems: 1000,
  uniqueItems: true,
  items: { type: "string", minLength: 1, maxLength: 200 },
} as const;
const YEAR = 366 * 86_400;
const SECONDS = { type: "integer", minimum: 1, maximum: YEAR } as const;
const BYTES = { type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER } as const;
const LIMITS = {
  cpus: { type: "number", exclusiveMinimum: 0, maximum: 1_000_000 },
  memoryBytes: BYTES,
  diskBytes: BYTES,
  gpus: { type: "integer", minimum: 0, maximum: 64 },
  walltimeSeconds: SECONDS,
  arrayTasks: { type: "integer", minimum: 1, maximum: 10_000_000 },
} as const;
const FIELDS = {
  projects: NAMES,
  executors: NAMES,
  prefer: NAMES,
  spillAfterSeconds: SECONDS,
  image: { type: "string", pattern: "^[A-Za-z0-9][A-Za-z0-9._/:@-]{0,511}$" },
  walltimeSeconds: SECONDS,
} as const;

const optionally = (fields: Readonly<Record<string, JsonSchema>>) =>
  Object.fromEntries(Object.entries(fields).map(([name, schema]) => [`${name}?`, schema]));
const orNull = (fields: Readonly<Record<string, JsonSchema>>) =>
  Object.fromEntries(
    Object.entries(fields).map(([name, schema]) => [`${name}?`, { anyOf: [schema, { type: "null" }] }]),
  );
export const PUT_BODY = object({ ...optionally(FIELDS), "limits?": object(optionally(LIMITS)) });
export const POST_BODY = object({
  name: { type: "string", pattern: QUEUE_NAME },
  ...optionally(FIELDS),
  "limits?": object(optionally(LIMITS)),
});
export const PATCH_BODY = object({ ...orNull(FIELDS), "limits?": object(orNull(LIMITS)) });

type Body = Omit<StoredQueue, "limits" | "removed"> & Partial<Pick<StoredQueue, "limits">>;
type Patch = {
  readonly [K in keyof Omit<Body, "limits">]?: Body[K] | null;
} & { readonly limits?: { readonly [K in keyof StoredQueue["limits"]]?: number | null } };
export const readPut = bodyReader<Body>(PUT_BODY);
export const readPost = bodyReader<Body & { readonly name: string }>(POST_BODY);
export const readPatch = bodyReader<Patch>(PATCH_BODY);
