/** When a job that waits will start, as far as can be said: nothing more comes, and tasks take as long as expected. */
export interface StartForecast {
  readonly job: number;
  /** When this was worked out. */
  readonly atMs: number;
  /** As likely earlier as later. */
  readonly p50Ms: number;
  /** Not later in nine of ten cases. */
  readonly p90Ms: number;
  readonly basis: ForecastBasis;
}

/** From what it is known how long tasks run: earlier tasks like them, their time limits, or some of both. */
export type ForecastBasis = "history" | "limits" | "mixed";
