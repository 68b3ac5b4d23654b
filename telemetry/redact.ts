/** What stands where a secret stood. */
export const REDACTED = "[redacted]";

const SECRET_KEY =
  /(^|_|-)(token|secret|password|passwd|authorization|cookie|credential|privatekey|apikey)s?$/i;

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // our own tokens and one-time addresses
  [/\bgd_[A-Za-z0-9_-]{16,}/g, REDACTED],
  [/(\/once\/[^/\s"]+\/)[A-Za-z0-9_-]{20,}/g, `$1${REDACTED}`],
  // `Authorization: Bearer …`, wherever it is quoted
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{6,}/gi, `$1 ${REDACTED}`],
  // user and password of a URL
  [/\b([a-z][a-z0-9+.-]{1,30}:\/\/)[^\s/@"]{1,512}@/gi, `$1${REDACTED}@`],
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^]{0,8192}?(-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g, REDACTED],
  [/\b(password|passwd|secret|token)(["']?\s*[=:]\s*["']?)[^\s"'&,;}]{3,}/gi, `$1$2${REDACTED}`],
];

/** True when a value under this name must never be shown: `token`, `clientSecret`, `set-cookie` … */
export function isSecretName(name: string): boolean {
  return (
    SECRET_KEY.test(name.replaceAll(/([a-z])([A-Z])/g, "$1_$2")) || /^(privateKey|apiKey)s?$/i.test(name)
  );
}

/** The text without what looks like a secret. Linear in its length. */
export function redactText(text: string): string {
  let clean = text;
  for (const [pattern, replacement] of PATTERNS) clean = clean.replaceAll(pattern, replacement);
  return clean;
}
