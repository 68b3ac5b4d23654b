/** One thing that must work. `soft`: without it the process serves less, but serves. */
export interface HealthCheck {
  readonly name: string;
  readonly kind: "hard" | "soft";
  /** Resolves with a detail for operators when it works; rejects, or takes too long, when it does not. */
  readonly check: () => Promise<string | undefined>;
}

export interface CheckResult {
  readonly name: string;
  readonly ok: boolean;
  readonly soft: boolean;
  readonly latencyMs: number;
  readonly detail?: string;
}

export interface HealthReport {
  /** `ok` and `degraded` can serve; `failed` cannot. */
  readonly status: "ok" | "degraded" | "failed";
  readonly checks: readonly CheckResult[];
}

export interface Health {
  /** Runs every check once, side by side, each within `timeoutMs`. */
  ready(): Promise<HealthReport>;
  /** From now on not ready: the process is shutting down. */
  drain(): void;
}

const CHECK_TIMEOUT_MS = 1000;

export function createHealth(
  checks: readonly HealthCheck[],
  { nowMs, timeoutMs = CHECK_TIMEOUT_MS }: { readonly nowMs: () => number; readonly timeoutMs?: number },
): Health {
  let draining = false;
  return {
    ready: async () => {
      const results = await Promise.all(checks.map((check) => run(check, nowMs, timeoutMs)));
      if (draining) results.push({ name: "draining", ok: false, soft: false, latencyMs: 0 });
      const failed = results.filter((result) => !result.ok);
      const status = failed.some((result) => !result.soft) ? "failed" : failed.length > 0 ? "degraded" : "ok";
      return { status, checks: results };
    },
    drain: () => {
      draining = true;
    },
  };
}

async function run(
  { name, kind, check }: HealthCheck,
  nowMs: () => number,
  timeoutMs: number,
): Promise<CheckResult> {
  const startedMs = nowMs();
  const result = (ok: boolean, detail: string | undefined): CheckResult => ({
    name,
    ok,
    soft: kind === "soft",
    latencyMs: Math.max(0, nowMs() - startedMs),
    ...(detail === undefined ? {} : { detail }),
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return result(true, await Promise.race([check(), late]));
  } catch (error) {
    return result(false, error instanceof Error ? error.message : String(error));
  } finally {
    clearTimeout(timer);
  }
}
