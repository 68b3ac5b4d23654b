import type { SignInCodes } from "../../auth/sign-in-code.ts";
import { PublicError } from "../http/problems.ts";
import type { Route } from "../http/route.ts";
import { defineRoute } from "../http/route.ts";

/** The door for browsers: a code, from the address that a program printed, for the token. */
export function signInRoutes(codes: SignInCodes): readonly Route[] {
  const signIn = defineRoute({
    method: "POST",
    path: "/api/v2/sign-in",
    operationId: "signIn",
    summary:
      "The token, for a code that `godocker up` printed. A code is good for one use, within ten minutes.",
    permission: "public",
    params: {},
    query: {},
    body: {
      mediaType: "application/json",
      schema: {
        type: "object",
        properties: { code: { type: "string", maxLength: 200 } },
        required: ["code"],
        additionalProperties: false,
      },
      required: true,
    },
    answers: {
      200: {
        description: "The token.",
        schema: {
          type: "object",
          properties: { token: { type: "string" } },
          required: ["token"],
          additionalProperties: false,
        },
      },
    },
    problems: ["not_found"],
    async handle({ body }) {
      const code = typeof body === "object" && body !== null && "code" in body ? body.code : undefined;
      const token = typeof code === "string" ? codes.redeem(code) : undefined;
      // One answer to all that is wrong: nothing can be learned by trying.
      if (token === undefined)
        throw new PublicError("not_found", "This link was used before, or is more than ten minutes old.");
      return { status: 200, json: { token } };
    },
  });
  return [signIn];
}
