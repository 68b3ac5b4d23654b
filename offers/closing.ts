/** Nothing new starts there, because somebody says so. What runs goes on, at most until the deadline. */
export interface Closing {
  /** All of a cluster. */
  readonly backend?: string;
  /** Machines of that id or name, in every cluster. */
  readonly node?: string;
  readonly reason?: string;
  readonly by: string;
  readonly sinceMs: number;
  /** What still runs there then is stopped, and tried elsewhere. */
  readonly deadlineMs?: number;
}

/** The first of them that is about such a machine. */
export function closingOf(
  closings: readonly Closing[],
  agent: { readonly backend: string; readonly id: string; readonly hostname: string },
): Closing | undefined {
  return closings.find(
    ({ backend = agent.backend, node }) =>
      backend === agent.backend && (node === undefined || node === agent.id || node === agent.hostname),
  );
}
