import type { ApiContext } from "./context/context.ts";
import { accountRoutes } from "./accounts/account-routes.ts";
import { authRoutes } from "./sign-in/auth-routes.ts";
import { eventRoutes } from "./jobs/event-routes.ts";
import { fileRoutes } from "./live/file-routes.ts";
import { installationRoutes } from "./admin/installation-routes.ts";
import { offerRoutes } from "./admin/offer-routes.ts";
import { actionRoutes } from "./actions/action-routes.ts";
import { jobRoutes } from "./jobs/job-routes.ts";
import { listRoutes } from "./jobs/list-routes.ts";
import { logRoutes } from "./live/log-routes.ts";
import { oidcRoutes } from "./sign-in/oidc-routes.ts";
import { operationRoutes } from "./actions/operation-routes.ts";
import { auditRoutes } from "./admin/audit-routes.ts";
import { changeRoutes } from "./actions/change-routes.ts";
import { maintenanceRoutes } from "./admin/maintenance-routes.ts";
import { projectRoutes } from "./accounts/project-routes.ts";
import { quotaRoutes } from "./accounts/quota-routes.ts";
import { operatingRoutes } from "./admin/operating-routes.ts";
import { queueRoutes } from "./admin/queue-routes.ts";
import { usageRoutes } from "./accounts/usage-routes.ts";
import { documentRoutes } from "./documentation/document-routes.ts";
import type { Route } from "./http/route.ts";
import { signInRoutes } from "./sign-in/sign-in-routes.ts";
import { refreshRoute } from "./sign-in/refresh-route.ts";
import { closingRoutes } from "./admin/closing-routes.ts";
import { offerMatchRoutes } from "./admin/offer-matches.ts";
import { preferenceRoutes } from "./accounts/preference-routes.ts";
import { fsckRoutes } from "./admin/fsck-routes.ts";
import { signalRoutes } from "./actions/signal-routes.ts";
import { reservedRoutes } from "./http/reserved-routes.ts";
import { simulateRoutes } from "./submit/simulate-route.ts";
import { shareRoutes } from "./accounts/share-routes.ts";
import { submitRoutes } from "./submit/submit-routes.ts";
import { taskRoutes } from "./jobs/task-routes.ts";
import { tokenRoutes } from "./sign-in/token-routes.ts";
import { userRoutes } from "./accounts/user-routes.ts";
import { terminalRoutes } from "./live/terminal-routes.ts";
import { secretRoutes } from "./accounts/secret-routes.ts";
import type { ApiOptions } from "./api-options.ts";

/** Every route, with the pages that describe them. */
export function routeTable(context: ApiContext, options: ApiOptions): readonly Route[] {
  const routes: Route[] = [
    ...submitRoutes(context),
    ...listRoutes(context),
    ...operationRoutes(context),
    ...jobRoutes(context),
    ...actionRoutes(context),
    ...signalRoutes(context),
    ...changeRoutes(context),
    ...taskRoutes(context),
    ...logRoutes(context),
    ...fileRoutes(context),
    ...terminalRoutes(context),
    ...eventRoutes(context),
    ...installationRoutes(context, options.health),
    ...secretRoutes(context),
    ...accountRoutes(context),
    ...projectRoutes(context),
    ...quotaRoutes(context),
    ...shareRoutes(context),
    ...operatingRoutes(context),
    ...closingRoutes(context),
    ...queueRoutes(context),
    ...usageRoutes(context),
    ...auditRoutes(context),
    ...maintenanceRoutes(context),
    ...preferenceRoutes(context),
    ...fsckRoutes(context),
    ...offerRoutes(context),
    ...offerMatchRoutes(context),
    ...simulateRoutes(context),
    ...(options.signInCodes === undefined ? [] : signInRoutes(options.signInCodes)),
    ...(options.identity === undefined
      ? []
      : [
          ...authRoutes(context, options.identity),
          refreshRoute(context, options.identity),
          ...tokenRoutes(context, options.identity),
          ...userRoutes(context, options.identity),
          ...(options.identity.oidc === undefined
            ? []
            : oidcRoutes(context, options.identity, options.identity.oidc)),
        ]),
    ...reservedRoutes(),
  ];
  return [...routes, ...documentRoutes(routes, options.version)];
}
