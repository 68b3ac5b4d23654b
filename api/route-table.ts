import type { ApiContext } from "./context.ts";
import { accountRoutes } from "./account-routes.ts";
import { authRoutes } from "./auth-routes.ts";
import { eventRoutes } from "./event-routes.ts";
import { fileRoutes } from "./file-routes.ts";
import { installationRoutes } from "./installation-routes.ts";
import { offerRoutes } from "./offer-routes.ts";
import { actionRoutes } from "./action-routes.ts";
import { jobRoutes } from "./job-routes.ts";
import { listRoutes } from "./list-routes.ts";
import { logRoutes } from "./log-routes.ts";
import { oidcRoutes } from "./oidc-routes.ts";
import { operationRoutes } from "./operation-routes.ts";
import { auditRoutes } from "./audit-routes.ts";
import { changeRoutes } from "./change-routes.ts";
import { maintenanceRoutes } from "./maintenance-routes.ts";
import { projectRoutes } from "./project-routes.ts";
import { quotaRoutes } from "./quota-routes.ts";
import { operatingRoutes } from "./operating-routes.ts";
import { queueRoutes } from "./queue-routes.ts";
import { usageRoutes } from "./usage-routes.ts";
import { documentRoutes } from "./document-routes.ts";
import type { Route } from "./route.ts";
import { signInRoutes } from "./sign-in-routes.ts";
import { refreshRoute } from "./refresh-route.ts";
import { closingRoutes } from "./closing-routes.ts";
import { offerMatchRoutes } from "./offer-matches.ts";
import { preferenceRoutes } from "./preference-routes.ts";
import { fsckRoutes } from "./fsck-routes.ts";
import { signalRoutes } from "./signal-routes.ts";
import { reservedRoutes } from "./reserved-routes.ts";
import { simulateRoutes } from "./simulate-route.ts";
import { submitRoutes } from "./submit-routes.ts";
import { taskRoutes } from "./task-routes.ts";
import { tokenRoutes } from "./token-routes.ts";
import { userRoutes } from "./user-routes.ts";
import { terminalRoutes } from "./terminal-routes.ts";
import { secretRoutes } from "./secret-routes.ts";
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
