import type { Charge } from "./evidence.ts";

/** How far an agent is trusted. `idle`: no single task tries it, so a gang may. */
export type Standing =
  | { readonly state: "well" }
  /** Something failed there that goes well elsewhere: one task at a time, until one has proved itself. */
  | { readonly state: "wary"; readonly idle?: true }
  /** Nothing starts there until then. `held`: a few fast failures; `quarantined`: much against it. */
  | { readonly state: "held" | "quarantined"; readonly untilMs: number; readonly charge: Charge }
  /** One task may try. */
  | { readonly state: "probation"; readonly idle?: true; readonly charge: Charge }
  /** Much against it, and no other could stand in: one task may try, after a pause. */
  | {
      readonly state: "throttled";
      readonly untilMs?: number;
      readonly idle?: true;
      readonly charge: Charge;
    };

/** What is to be told of a change. */
export interface Verdict {
  readonly agent: string;
  readonly standing: Standing;
  readonly before: Standing["state"];
}

export const WELL: Standing = { state: "well" };

/** The others do without it. */
export function isApart({ state }: Pick<Standing, "state">): boolean {
  return state === "held" || state === "quarantined" || state === "probation";
}

/** Nothing, or one task, may start there, for what it has against it. */
export function isLimited(standing: Pick<Standing, "state">): boolean {
  return isApart(standing) || standing.state === "throttled";
}

/** One task may start there now, if none is under way that tries it. */
export function isOpen(
  standing: Standing,
): standing is Extract<Standing, { readonly state: "wary" | "probation" | "throttled" }> {
  return standing.state !== "well" && untilMsOf(standing) === undefined;
}

/** Until when nothing starts there. */
export function untilMsOf(standing: Standing): number | undefined {
  return "untilMs" in standing ? standing.untilMs : undefined;
}
