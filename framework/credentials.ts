/** Principal and secret for HTTP Basic authentication. */
export interface Credentials {
  readonly principal: string;
  readonly secret: string;
}

/**
 * The header value for every request, `undefined` without credentials.
 * @throws RangeError  for a colon: Mesos splits at each one, so such credentials never authenticate
 */
export function authorizationOf(credentials: Credentials | undefined): string | undefined {
  if (credentials === undefined) return undefined;
  const { principal, secret } = credentials;
  if (principal.includes(":") || secret.includes(":")) {
    throw new RangeError("Neither the principal nor the secret for Mesos may contain a colon");
  }
  return `Basic ${Buffer.from(`${principal}:${secret}`).toString("base64")}`;
}
