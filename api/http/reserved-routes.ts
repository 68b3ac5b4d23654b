import type { Permission } from "../../auth/permissions.ts";
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

const KEYS = "keys of people: there is no ssh gateway that would ask for them";

const RESERVED: readonly Reserved[] = [
  get("/stream", "openStream", "events over a WebSocket; `/api/v2/events` has them"),
  post("/stream-tickets", "createStreamTicket", "events over a WebSocket"),
  get("/users/me/keys", "listKeys", KEYS),
  put("/users/me/keys", "replaceKeys", KEYS),
  patch(
    "/admin/config",
    "changeConfig",
    "settings that are changed over the API: each process has its own files, read again on SIGHUP; projects, quotas, shares, queues, drains and maintenance have addresses of their own",
  ),
];

/** Who will be able to use them; the others are told so now. */
const NEEDS: Readonly<Record<string, Permission>> = {
  openStream: "jobs:read",
  createStreamTicket: "jobs:read",
  listKeys: "self:read",
  replaceKeys: "self:write",
  changeConfig: "config:write",
};

/** What has no line is for nobody but administrators. */
const OTHERWISE: Permission = "store:check";

const ANY_BODY = { mediaType: "application/json", schema: { type: "object" }, required: false } as const;

export function reservedRoutes(): readonly Route[] {
  return RESERVED.map(({ method, path, operationId, subject }) =>
    defineRoute({
      method,
      path: `/api/v2${path}`,
      operationId,
      summary: `Reserved. This version does not have ${subject}.`,
      permission: NEEDS[operationId] ?? OTHERWISE,
      params: {},
      query: {},
      ...(method === "GET" || method === "DELETE" ? {} : { body: ANY_BODY }),
      answers: {},
      problems: ["not_implemented"],
      handle: () =>
        Promise.reject(new PublicError("not_implemented", `This version does not have ${subject}.`)),
    }),
  );
}
