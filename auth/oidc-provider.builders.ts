import { createHmac, generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A provider of OpenID Connect that says what a test wants it to say. */
export interface TestProvider extends AsyncDisposable {
  readonly issuer: URL;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  /** The ID token for the next code, from what a good one would claim. */
  idToken: (claims: Record<string, unknown>) => string;
  /** Of the last request for tokens. */
  readonly asked: { form: URLSearchParams; authorization: string | undefined };
  away: boolean;
}

export const CLIENT = { clientId: "godocker", secret: "of the client" } as const;
const KID = "k1";

export async function aProvider(): Promise<TestProvider> {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  let issuer = new URL("http://127.0.0.1");
  const asked: TestProvider["asked"] = { form: new URLSearchParams(), authorization: undefined };
  const server = createServer((request, response) => {
    const json = (body: object): void => {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(body));
    };
    if (provider.away) return void response.destroy();
    switch (request.url) {
      case "/.well-known/openid-configuration":
        return json({
          issuer: issuer.href.replace(/\/$/, ""),
          authorization_endpoint: new URL("/authorize", issuer).href,
          token_endpoint: new URL("/token", issuer).href,
          jwks_uri: new URL("/jwks", issuer).href,
          response_types_supported: ["code"],
          subject_types_supported: ["public"],
          id_token_signing_alg_values_supported: ["RS256"],
        });
      case "/jwks":
        return json({
          keys: [{ ...publicKey.export({ format: "jwk" }), kid: KID, alg: "RS256", use: "sig" }],
        });
      case "/token": {
        let text = "";
        request.on("data", (chunk: Buffer) => (text += chunk.toString()));
        request.on("end", () => {
          asked.form = new URLSearchParams(text);
          asked.authorization = request.headers.authorization;
          const nowSeconds = Math.floor(Date.now() / 1000);
          const claims = {
            iss: issuer.href.replace(/\/$/, ""),
            sub: "subject",
            aud: CLIENT.clientId,
            iat: nowSeconds,
            exp: nowSeconds + 300,
            nonce: asked.form.get("code"),
            preferred_username: "ana",
          };
          json({
            access_token: "a",
            token_type: "Bearer",
            expires_in: 60,
            id_token: provider.idToken(claims),
          });
        });
        return;
      }
      default:
        response.statusCode = 404;
        response.end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  issuer = new URL(`http://127.0.0.1:${port}`);
  const provider: TestProvider = {
    issuer,
    publicKey,
    privateKey,
    asked,
    away: false,
    idToken: (claims) => jwt({ alg: "RS256", kid: KID }, claims, privateKey),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return provider;
}

/** @param key  a private key for RS256, a secret for HS256; absent: no signature */
export function jwt(header: Record<string, unknown>, claims: object, key?: KeyObject | string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const body = `${part(header)}.${part(claims)}`;
  if (key === undefined) return `${body}.`;
  const signature =
    typeof key === "string"
      ? createHmac("sha256", key).update(body).digest()
      : sign("sha256", Buffer.from(body), key);
  return `${body}.${signature.toString("base64url")}`;
}
