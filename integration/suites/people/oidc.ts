import assert from "node:assert/strict";
import type { Server } from "node:http";
import { after, before, describe, it } from "node:test";
import { Provider } from "oidc-provider";
import { aPeopledWorld, type PeopledWorld } from "../../../api/context/identity.builders.ts";
import { createOidc } from "../../../auth/oidc.ts";
import { freePort } from "../../../local-cluster/testing/free-port.ts";
import { startBrowser } from "../../services/browser.ts";

const CLIENT = { id: "godocker", secret: "a secret of this test" } as const;

describe("a real provider of OpenID Connect", { timeout: 900_000 }, () => {
  let server: Server;
  let world: PeopledWorld;
  let url: string;

  before(async () => {
    const [port, providerPort] = [await freePort(), await freePort()];
    url = `http://127.0.0.1:${port}`;
    const issuer = `http://127.0.0.1:${providerPort}`;
    const redirectUrl = new URL("/api/v2/auth/oidc/callback", url);
    const provider = new Provider(issuer, {
      clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [redirectUrl.href] }],
      claims: { openid: ["sub"], profile: ["preferred_username"], email: ["email"] },
      conformIdTokenClaims: false,
      pkce: { required: () => true },
      findAccount: (_context: unknown, id: string) => ({
        accountId: id,
        claims: async () => ({ sub: id, preferred_username: id }),
      }),
    });
    await new Promise<void>((resolve) => {
      server = provider.listen(providerPort, "127.0.0.1", resolve);
    });
    world = await aPeopledWorld({
      ways: ["password", "oidc"],
      oidc: (parts) =>
        createOidc(
          {
            issuer: new URL(issuer),
            clientId: CLIENT.id,
            clientSecret: () => CLIENT.secret,
            redirectUrl,
            userClaim: "preferred_username",
          },
          parts,
        ),
    });
    await world.app.listen({ host: "127.0.0.1", port });
  });
  after(async () => {
    await world[Symbol.asyncDispose]();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const signIn = async (user: string): Promise<{ readonly status: number; readonly body: string }> => {
    await using browser = await startBrowser();
    const { page } = browser;
    await page.goto(`${url}/api/v2/auth/oidc`);
    await page.locator("input[name=login]").fill(user);
    await page.locator("input[name=password]").fill("anything");
    await page.getByRole("button", { name: /sign-in/i }).click();
    await page.getByRole("button", { name: /continue/i }).click();
    await page.waitForURL((to) => to.href.startsWith(url));
    const answer = await page.goto(`${url}/api/v2/whoami`);
    return { status: answer?.status() ?? 0, body: (await answer?.text()) ?? "" };
  };

  it("signs in whom a directory of the site knows", async () => {
    const { status, body } = await signIn("ANA");
    assert.equal(status, 200, body);
    const { user } = JSON.parse(body);
    assert.equal(user, "Ana");
  });

  it("signs in nobody else", async () => {
    assert.equal((await signIn("somebody")).status, 401);
  });
});
