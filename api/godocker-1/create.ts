import type { Authenticator } from "../../auth/authenticator.ts";
import type { ApiContext } from "../context/context.ts";
import type { AccountBook } from "./frame/account-book.ts";
import { accountRoutes } from "./accounts/account-routes.ts";
import { archiveRoutes } from "./tasks/archive-routes.ts";
import type { Identity } from "../context/identity.ts";
import { sessionsOf } from "./frame/password-session.ts";
import { createBearerExchange, type BearerExchange } from "./frame/bearer.ts";
import { fileRoutes } from "./tasks/file-routes.ts";
import { listRoutes } from "./tasks/list-routes.ts";
import type { LegacyOptions } from "./frame/options.ts";
import { projectRoutes } from "./accounts/project-routes.ts";
import type { LegacyRoute } from "./frame/route.ts";
import { siteRoutes } from "./tasks/site-routes.ts";
import { submitRoute } from "./tasks/submit-route.ts";
import { createTaskReader } from "./tasks/task-reader.ts";
import { taskRoutes } from "./tasks/task-routes.ts";

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
