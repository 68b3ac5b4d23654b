import { may } from "../../../auth/authorize.ts";
import { isRecord } from "../../../jobs/text/problem.ts";
import { grantedVolumes } from "../../../jobs/placement/volumes.ts";
import { reachFilter } from "../../context/access.ts";
import type { ApiContext } from "../../context/context.ts";
import { PublicError } from "../../http/problems.ts";
import type { BearerExchange } from "../frame/bearer.ts";
import type { LegacyOptions } from "../frame/options.ts";
import { ok, type LegacyRoute } from "../frame/route.ts";
import { mountOf } from "./spec-document.ts";

/** Jobs whose images are looked at. */
const LOOKED_AT = 1000;

/** What clients ask about the installation, and the numbers that the daemons of GoDocker 1.0 pushed. */
export function siteRoutes(
  context: ApiContext,
  options: LegacyOptions,
  bearer: BearerExchange,
): readonly LegacyRoute[] {
  const { store, capabilities = [] } = context;
  return [
    {
      method: "GET",
      path: "/config",
      permission: "public",
      async handle({ header }) {
        // Where they are on the machines is nobody's affair who has not logged in.
        const caller = await bearer.authenticate(header("authorization"));
        const isKnown = caller !== undefined;
        const volumes = grantedVolumes(context.volumes, {
          user: caller?.user ?? "",
          project: context.jobDefaults.project ?? "default",
        });
        return ok({
          images: options.images.map(({ name, url, interactive, default: isDefault }) => ({
            name,
            url,
            interactive,
            ...(isDefault ? { default: true } : {}),
          })),
          constraints: options.constraints,
          volumes: volumes.map(({ name, mode, source }) => ({
            name,
            acl: mode,
            ...(isKnown ? { path: source, mount: mountOf(name, source) } : {}),
          })),
          executor_features: [
            "kill",
            ...(capabilities.some(({ ports }) => ports) ? ["resources.port"] : []),
            ...(capabilities.some(({ networks }) => networks) ? ["cni"] : []),
            ...(capabilities.some(({ gpus }) => gpus) ? ["gpus"] : []),
            ...(capabilities.some(({ pause }) => pause) ? ["pause"] : []),
          ],
          dynamic_fields: options.dynamicFields.map(({ name, adminOnly }) => ({
            name,
            admin_only: adminOnly,
          })),
        });
      },
    },
    {
      method: "GET",
      path: "/image",
      permission: "jobs:read",
      async handle({ caller }) {
        const filter = reachFilter(context, caller, "jobs:read");
        const jobs = await store.jobs({ limit: LOOKED_AT, ...(filter === undefined ? {} : { filter }) });
        const used = jobs.flatMap(({ legacy, spec }) => legacy?.image ?? spec.image?.ref ?? []);
        return ok([...new Set(used)].filter((image) => image !== "").sort());
      },
    },
    {
      // The daemons that pushed are no more: what still comes is checked and not kept.
      method: "POST",
      path: "/prometheus",
      permission: "public",
      async handle({ body }) {
        const { key, stat } = isRecord(body) ? body : {};
        if (typeof key !== "string" || !Array.isArray(stat))
          throw new PublicError("invalid", "Send key and stat.");
        const caller = await bearer.authenticate(`Bearer ${key}`);
        if (!may(caller, "site:operate"))
          throw new PublicError("forbidden", "The key must be the API key of an administrator or operator.");
        return ok(null);
      },
    },
  ];
}
