import type { Authenticator } from "../../auth/authenticator.ts";
import type { ApiContext } from "../context.ts";
import type { AccountBook } from "./account-book.ts";
import { accountRoutes } from "./account-routes.ts";
import { archiveRoutes } from "./archive-routes.ts";
import type { Identity } from "../identity.ts";
import { sessionsOf } from "./password-session.ts";
import { createBearerExchange, type BearerExchange } from "./bearer.ts";
import { fileRoutes } from "./file-routes.ts";
import { listRoutes } from "./list-routes.ts";
import type { LegacyOptions } from "./options.ts";
import { projectRoutes } from "./project-routes.ts";
import type { LegacyRoute } from "./route.ts";
import { siteRoutes } from "./site-routes.ts";
import { submitRoute } from "./submit-route.ts";
import { createTaskReader } from "./task-reader.ts";
import { taskRoutes } from "./task-routes.ts";

const SECRET = "godocker-1/token";

/** Every operation of the GoDocker 1.0 API, and how its callers are known. */
export function createLegacyApi(
  context: ApiContext,
  options: LegacyOptions,
  parts: {
    readonly auth: Authenticator;
    readonly book: AccountBook;
    readonly identity: Identity | undefined;
  },
): { readonly routes: readonly LegacyRoute[]; readonly bearer: BearerExchange } {
  const { auth, book } = parts;
  const { store, nowMs } = context;
  const { identity } = parts;
  const bearer = createBearerExchange(
    auth,
    () => store.sharedSecret(SECRET),
    nowMs,
    identity === undefined ? undefined : sessionsOf(identity, nowMs),
  );
  const reader = createTaskReader(context, options, book);
  return {
    bearer,
    routes: [
      ...accountRoutes(context, options, book, bearer),
      ...siteRoutes(context, options, bearer),
      submitRoute(context, options),
      ...listRoutes(context, reader),
      ...taskRoutes(context, options, reader),
      ...fileRoutes(context, options),
      ...archiveRoutes(context),
      ...projectRoutes(book, context.volumes, nowMs),
    ],
  };
}
