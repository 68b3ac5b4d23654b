import { may, whyNever } from "../../auth/authorize.ts";
import { plainUser, type Caller } from "../../auth/caller.ts";
import { ruleOf, type Permission } from "../../auth/permissions.ts";
import { StoreUnavailableError } from "../../store/store.ts";
import { ofRequest, type AccessContext, type Asking } from "./access.ts";
import { PublicError } from "../http/problems.ts";

/** Under whose name an administrator acts. */
const IMPERSONATE = "impersonate-user";
const NAME = /^[A-Za-z0-9_][A-Za-z0-9._@-]{0,127}$/;

interface Asked extends Asking {
  readonly permission: Permission;
  /** For the audit log. */
  readonly operation: string;
}

/**
 * Who a request is made as: the one whose credential it is, or under another name by who may.
 * @throws PublicError  `forbidden` when there is nothing at all that they may do there
 */
export async function actingCaller(
  context: Pick<AccessContext, "audit" | "siteRules" | "store">,
  asked: Asked,
): Promise<Caller> {
  const caller = await impersonated(context, asked);
  const { operation, permission } = asked;
  const why = whyNever(caller, permission);
  if (why === undefined) return caller;
  await denied(context, { ...asked, caller }, operation);
  throw why === "scope"
    ? new PublicError(
        "forbidden",
        `The token was not made for this: it needs the scope ${ruleOf(permission).scopes.join(" or ")}.`,
        { extra: { permission, scopes: ruleOf(permission).scopes } },
      )
    : new PublicError("forbidden", `This needs the permission ${permission}.`, { extra: { permission } });
}

async function impersonated(
  context: Pick<AccessContext, "audit" | "siteRules" | "store">,
  asked: Asked,
): Promise<Caller> {
  const { caller, operation } = asked;
  const user = asked.header(IMPERSONATE);
  if (user === undefined || user === caller.user) return caller;
  if (!may(caller, "impersonate")) {
    await denied(context, { ...asked, permission: "impersonate" }, operation);
    throw new PublicError("forbidden", "Only administrators act under the name of somebody else.", {
      extra: { permission: "impersonate" },
    });
  }
  if (!NAME.test(user))
    throw new PublicError("bad_parameter", "The header Impersonate-User holds no name of a user.", {
      extra: { parameter: "Impersonate-User" },
    });
  await context.audit.record({
    action: "impersonate",
    outcome: "done",
    ...ofRequest(asked),
    resource: `user/${user}`,
    after: { operation },
  });
  const { credentialId, scopes, via } = caller;
  return {
    ...plainUser(user),
    via,
    impersonator: caller.user,
    ...(credentialId === undefined ? {} : { credentialId }),
    ...(scopes === undefined ? {} : { scopes }),
  };
}

/** A refusal is one whether or not it could be written down. */
async function denied(
  { audit }: Pick<AccessContext, "audit">,
  asked: Asking & { readonly permission: Permission },
  operation: string,
): Promise<void> {
  try {
    await audit.record({
      action: "access.deny",
      outcome: "refused",
      ...ofRequest(asked),
      after: { permission: asked.permission, operation },
    });
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error;
  }
}
