import { Buffer } from "node:buffer";
import { TooManySecretsError, type SecretInfo } from "../../store/secrets.ts";
import { bodyReader } from "../http/checked-body.ts";
import type { ApiContext } from "../context/context.ts";
import { instant } from "../context/job-document.ts";
import { text } from "../http/parameters.ts";
import { PublicError } from "../http/problems.ts";
import type { Route } from "../http/route.ts";
import { defineRoute } from "../http/route.ts";
import { object, ref } from "../http/schema-words.ts";

const NAME = "^[a-z0-9][a-z0-9._-]{0,62}$";
/** As long as the value of a variable may be. */
const VALUE_BYTES_MAX = 32 * 1024;
const SECRETS_MAX = 200;

interface NewSecret {
  readonly name: string;
  readonly value: string;
}
const NEW_SECRET = object({
  name: { type: "string", pattern: NAME, description: "By which jobs name it." },
  value: {
    type: "string",
    minLength: 1,
    maxLength: VALUE_BYTES_MAX,
    description: "Text without NUL, at most 32 KiB in UTF-8. No answer ever has it.",
  },
});
const readBody = bodyReader<NewSecret>(NEW_SECRET);

/** Secrets of the caller, and of nobody else: an administrator sees those of others neither. */
export function secretRoutes({ log, nowMs, secrets }: ApiContext): readonly Route[] {
  const listSecrets = defineRoute({
    method: "GET",
    path: "/api/v2/secrets",
    operationId: "listSecrets",
    summary: "Your secrets, by name. Their values are given to tasks of your jobs and to nobody else.",
    permission: "secrets:read",
    params: {},
    query: {},
    answers: { 200: { description: "All of them.", schema: ref("SecretList") } },
    problems: ["store_unavailable"],
    handle: async ({ caller }) => ({
      status: 200,
      json: { items: (await secrets.list(caller.user)).map(secretDocument) },
    }),
  });

  const putSecret = defineRoute({
    method: "POST",
    path: "/api/v2/secrets",
    operationId: "createSecret",
    summary:
      "Stores a secret, in the place of an earlier one of that name. Tasks that start from now on get the new value. Repeating it is harmless.",
    permission: "secrets:write",
    params: {},
    query: {},
    body: {
      mediaType: "application/json",
      schema: NEW_SECRET,
      required: true,
      example: { name: "db-password", value: "correct horse battery staple" },
    },
    answers: {
      201: { description: "It is stored.", schema: ref("Secret") },
      200: { description: "It is stored, and an earlier one is gone.", schema: ref("Secret") },
    },
    problems: [
      "malformed_json",
      "invalid",
      "too_large",
      "limit_reached",
      "unsupported_media_type",
      "store_unavailable",
    ],
    async handle({ caller, body }) {
      const { name, value } = checked(body);
      try {
        const stored = await secrets.put(caller.user, name, value, { nowMs: nowMs(), most: SECRETS_MAX });
        log.info("a secret is stored", { event: "secret.stored", user: caller.user, secret: name });
        return { status: stored.isNew ? 201 : 200, json: secretDocument(stored) };
      } catch (error) {
        if (!(error instanceof TooManySecretsError)) throw error;
        throw new PublicError(
          "limit_reached",
          `There are ${SECRETS_MAX} secrets of yours; remove one that is not needed.`,
        );
      }
    },
  });

  const removeSecret = defineRoute({
    method: "DELETE",
    path: "/api/v2/secrets/{name}",
    operationId: "deleteSecret",
    summary: "Removes a secret. Jobs that name it are held when they would start.",
    permission: "secrets:write",
    params: { name: text("Its name.", { maxLength: 63, pattern: new RegExp(NAME) }) },
    query: {},
    answers: { 204: { description: "It is gone.", mediaType: "none" } },
    problems: ["not_found", "store_unavailable"],
    async handle({ caller, params }) {
      if (!(await secrets.remove(caller.user, params.name)))
        throw new PublicError("not_found", `You have no secret "${params.name}".`);
      log.info("a secret is removed", { event: "secret.removed", user: caller.user, secret: params.name });
      return { status: 204, none: true };
    },
  });

  return [listSecrets, putSecret, removeSecret];
}

function secretDocument({ name, createdAtMs, updatedAtMs }: SecretInfo) {
  return { name, createdAt: instant(createdAtMs), updatedAt: instant(updatedAtMs) };
}

/** @throws PublicError  `invalid`, with nothing of the value */
function checked(body: unknown): NewSecret {
  let secret: NewSecret;
  try {
    secret = readBody(body);
  } catch (error) {
    if (!(error instanceof PublicError)) throw error;
    const errors = error.errors?.map(({ got, ...fault }) =>
      fault.pointer === "/name" && got !== undefined ? { ...fault, got } : fault,
    );
    throw new PublicError(error.code, error.message, errors === undefined ? {} : { errors });
  }
  const fault = secret.value.includes("\0")
    ? ({ code: "format", message: "must not contain a NUL character" } as const)
    : Buffer.byteLength(secret.value) > VALUE_BYTES_MAX
      ? ({ code: "too_large", message: "is longer than 32 KiB" } as const)
      : undefined;
  if (fault === undefined) return secret;
  throw new PublicError("invalid", "The body has one fault.", { errors: [{ pointer: "/value", ...fault }] });
}
