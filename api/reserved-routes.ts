import type { Permission } from "../auth/permissions.ts";
import { JOB_ID, text } from "./parameters.ts";
import type { Parameters } from "./parameters.ts";
import { PublicError } from "./problems.ts";
import type { Route } from "./route.ts";
import { defineRoute } from "./route.ts";

/** Addresses of this version of the API whose subject does not exist yet: they say so, and what it is. */
interface Reserved {
  readonly method: Route["method"];
  readonly path: string;
  readonly operationId: string;
  /** What is missing. */
  readonly subject: string;
}

const get = (path: string, operationId: string, subject: string): Reserved => ({
  method: "GET",
  path,
  operationId,
  subject,
});
const post = (path: string, operationId: string, subject: string): Reserved => ({
  method: "POST",
  path,
  operationId,
  subject,
});
const del = (path: string, operationId: string, subject: string): Reserved => ({
  method: "DELETE",
  path,
  operationId,
  subject,
});
const patch = (path: string, operationId: string, subject: string): Reserved => ({
  method: "PATCH",
  path,
  operationId,
  subject,
});

const put = (path: string, operationId: string, subject: string): Reserved => ({
  method: "PUT",
  path,
  operationId,
  subject,
});

const ACCOUNTS = "users and projects that are kept here";
const OPERATING = "administration over the API";

const RESERVED: readonly Reserved[] = [
  post("/auth/refresh", "refreshSession", "sessions that are made longer; sign in again"),
  post("/jobs/{id}:kill", "killJob", "ending a job without its grace time; cancel it"),
  post("/jobs/{id}:signal", "signalJob", "sending signals"),
  get("/stream", "openStream", "events over a WebSocket; `/api/v2/events` has them"),
  post("/stream-tickets", "createStreamTicket", "events over a WebSocket"),
  post("/nodes/{name}:drain", "drainNode", OPERATING),
  post("/nodes/{name}:undrain", "undrainNode", OPERATING),
  get(
    "/offers/{name}/matches",
    "listMatches",
    "trying offers against jobs that wait; `/api/v2/offers` has their story",
  ),
  get("/executors", "listExecutors", "looking at backends"),
  post("/executors/{name}:enable", "enableExecutor", OPERATING),
  post("/executors/{name}:disable", "disableExecutor", OPERATING),
  get("/queues", "listQueues", "queues"),
  post("/queues", "createQueue", "queues"),
  get("/queues/{name}", "getQueue", "queues"),
  put("/queues/{name}", "replaceQueue", "queues"),
  patch("/queues/{name}", "changeQueue", "queues"),
  del("/queues/{name}", "deleteQueue", "queues"),
  get("/users/me/keys", "listKeys", ACCOUNTS),
  put("/users/me/keys", "replaceKeys", ACCOUNTS),
  get("/users/me/preferences", "getPreferences", ACCOUNTS),
  put("/users/me/preferences", "replacePreferences", ACCOUNTS),
  get("/usage", "listUsage", "sums of usage over jobs; `/api/v2/jobs/{id}/usage` has those of one"),
  get("/usage.csv", "exportUsage", "sums of usage over jobs"),
  get("/admin/config", "getConfig", OPERATING),
  patch("/admin/config", "changeConfig", OPERATING),
  get("/admin/leader", "getLeader", OPERATING),
  post("/admin/leader:step-down", "stepDown", OPERATING),
  post("/admin/reconcile", "reconcile", OPERATING),
  get("/admin/fsck", "checkStore", OPERATING),
];

/** Who will be able to use them; the others are told so now. */
const NEEDS: Readonly<Record<string, Permission>> = {
  refreshSession: "self:write",
  killJob: "jobs:control",
  signalJob: "jobs:control",
  openStream: "jobs:read",
  createStreamTicket: "jobs:read",
  drainNode: "nodes:write",
  undrainNode: "nodes:write",
  listMatches: "offers:read",
  listExecutors: "nodes:read",
  enableExecutor: "nodes:write",
  disableExecutor: "nodes:write",
  listQueues: "volumes:read",
  createQueue: "queues:write",
  getQueue: "volumes:read",
  replaceQueue: "queues:write",
  changeQueue: "queues:write",
  deleteQueue: "queues:write",
  listKeys: "self:read",
  replaceKeys: "self:write",
  getPreferences: "self:read",
  replacePreferences: "self:write",
  listUsage: "usage:read",
  exportUsage: "usage:read",
  getConfig: "config:read",
  changeConfig: "config:write",
  getLeader: "site:operate",
  stepDown: "site:operate",
  reconcile: "site:operate",
  checkStore: "store:check",
};

/** What has no line is for nobody but administrators. */
const OTHERWISE: Permission = "store:check";

const ANY_BODY = { mediaType: "application/json", schema: { type: "object" }, required: false } as const;

const NAME = /^[A-Za-z0-9._-]{1,200}$/;
const PARAMETERS: Parameters = {
  id: JOB_ID,
  name: text("Name.", { maxLength: 200, pattern: NAME }),
};

export function reservedRoutes(): readonly Route[] {
  return RESERVED.map(({ method, path, operationId, subject }) =>
    defineRoute({
      method,
      path: `/api/v2${path}`,
      operationId,
      summary: `Reserved. This version does not have ${subject}.`,
      permission: NEEDS[operationId] ?? OTHERWISE,
      params: Object.fromEntries(
        [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name = ""]) => {
          const parameter = PARAMETERS[name];
          return parameter === undefined ? [] : [[name, parameter]];
        }),
      ),
      query: {},
      ...(method === "GET" || method === "DELETE" ? {} : { body: ANY_BODY }),
      answers: {},
      problems: ["not_implemented"],
      handle: () =>
        Promise.reject(new PublicError("not_implemented", `This version does not have ${subject}.`)),
    }),
  );
}
