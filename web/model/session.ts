import type { Whoami } from "../../client/documents/accounts.ts";
import { ApiError, request, requestJson, type Connection } from "../../client/http.ts";

export type SignInWay = "password" | "oidc" | "header";

/** How people sign in at this server; none: with its token only. @throws ApiError */
export async function signInWays(connection: Connection): Promise<readonly SignInWay[]> {
  const { ways } = await requestJson<{ readonly ways: readonly SignInWay[] }>(connection, {
    path: "/api/v2/auth",
  });
  return ways;
}

/** Whether the browser has a session already. @throws ApiError */
export async function hasSession(connection: Connection): Promise<boolean> {
  try {
    await requestJson<Whoami>(connection, { path: "/api/v2/whoami" });
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return false;
    throw error;
  }
}

/** Begins a session, whose cookie no script can read. @throws ApiError */
export async function beginSession(
  connection: Connection,
  who: { readonly user: string; readonly password: string; readonly newPassword?: string },
): Promise<void> {
  await request(connection, {
    method: "POST",
    path: "/api/v2/auth/login",
    body: { type: "application/json", content: JSON.stringify({ ...who, as: "cookie" }) },
  });
}

/** Whatever the server says, the page is left. */
export async function signOut(connection: Connection): Promise<void> {
  await request(connection, { method: "POST", path: "/api/v2/auth/logout" }).catch((error: unknown) => {
    if (!(error instanceof ApiError)) throw error;
  });
}
