import { JOB_ID, text, word } from "./parameters.ts";
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
const TOKENS = "tokens beside the one of this installation";
const OPERATING = "administration over the API";

const RESERVED: readonly Reserved[] = [
  post("/auth/login", "login", "signing in with a password"),
  post("/auth/logout", "logout", "sessions"),
  post("/auth/refresh", "refreshSession", "sessions"),
  get("/tokens", "listTokens", TOKENS),
  post("/tokens", "createToken", TOKENS),
  del("/tokens/{name}", "revokeToken", TOKENS),
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
  get("/projects", "listProjects", ACCOUNTS),
  post("/projects", "createProject", ACCOUNTS),
  get("/projects/{name}", "getProject", ACCOUNTS),
  patch("/projects/{name}", "changeProject", ACCOUNTS),
  del("/projects/{name}", "deleteProject", ACCOUNTS),
  put("/projects/{name}/members/{user}", "addMember", ACCOUNTS),
  del("/projects/{name}/members/{user}", "removeMember", ACCOUNTS),
  get("/users", "listUsers", ACCOUNTS),
  get("/users/{name}", "getUser", ACCOUNTS),
  patch("/users/{name}", "changeUser", ACCOUNTS),
  get("/users/me/keys", "listKeys", ACCOUNTS),
  put("/users/me/keys", "replaceKeys", ACCOUNTS),
  get("/users/me/preferences", "getPreferences", ACCOUNTS),
  put("/users/me/preferences", "replacePreferences", ACCOUNTS),
  put(
    "/quotas/{scope}/{name}",
    "replaceQuota",
    "quotas that are set over the API: `quotas` of the configuration has them",
  ),
  put(
    "/shares/{name}",
    "replaceShare",
    "shares that are set over the API: `shares` of the configuration has them",
  ),
  get("/usage", "listUsage", "sums of usage over jobs; `/api/v2/jobs/{id}/usage` has those of one"),
  get("/usage.csv", "exportUsage", "sums of usage over jobs"),
  get("/admin/config", "getConfig", OPERATING),
  patch("/admin/config", "changeConfig", OPERATING),
  get("/admin/audit", "listAudit", "an audit log"),
  get("/admin/leader", "getLeader", OPERATING),
  post("/admin/leader:step-down", "stepDown", OPERATING),
  post("/admin/reconcile", "reconcile", OPERATING),
  post("/admin/maintenance", "startMaintenance", OPERATING),
  get("/admin/fsck", "checkStore", OPERATING),
];

const ANY_BODY = { mediaType: "application/json", schema: { type: "object" }, required: false } as const;

const NAME = /^[A-Za-z0-9._-]{1,200}$/;
const PARAMETERS: Parameters = {
  id: JOB_ID,
  name: text("Name.", { maxLength: 200, pattern: NAME }),
  user: text("Name of a user.", { maxLength: 200, pattern: NAME }),
  scope: word("Of whom.", ["user", "project"]),
};

export function reservedRoutes(): readonly Route[] {
  return RESERVED.map(({ method, path, operationId, subject }) =>
    defineRoute({
      method,
      path: `/api/v2${path}`,
      operationId,
      summary: `Reserved. This version does not have ${subject}.`,
      permission: "self:read",
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
