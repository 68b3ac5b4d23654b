/** One thing that is wrong, with all that is needed to fix it. */
export interface ConfigProblem {
  /** `godocker.json5:3:5`, `GODOCKER_STORE__URL`, `--set store.url`, `default`. */
  readonly source: string;
  readonly key: string;
  /** What was given, fit to be shown. */
  readonly got?: string;
  /** A sentence that follows the key. */
  readonly reason: string;
  /** Something valid. */
  readonly example: string;
}

/** `godocker.json5:3:5 server.listen is not host:port (got "80a") — valid: 127.0.0.1:8080` */
export function formatProblem({ source, key, got, reason, example }: ConfigProblem): string {
  const what = key === "" || key === source ? source : `${source} ${key}`;
  return `${what} ${reason}${got === undefined ? "" : ` (got ${got})`} — valid: ${example}`;
}
