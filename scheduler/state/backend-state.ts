import type { Capabilities } from "../../offers/backend.ts";

/** What the core knows of a backend's connection. */
export interface BackendState {
  readonly name: string;
  /** Absent where they do not matter: it can do everything but reserve. */
  readonly capabilities: Capabilities | undefined;
  registrationId: string | undefined;
  connected: boolean;
  sinceMs: number;
  /** Why it is not connected. */
  cause: string;
  suppressed: boolean;
  reviveNotBeforeMs: number;
  reviveDelayMs: number;
  /** For when the next look is planned. */
  plannedMs: number;
  /** Until its first inventory it is not known which agents there are; what an earlier leader had begun is taken up. */
  awaitsInventory: boolean;
}
