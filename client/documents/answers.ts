// Answers about many jobs at once, and about what could not be done, as they go over the wire.

import type { Warning } from "./jobs.ts";

/** An action on many jobs. */
export interface Operation {
  readonly id: string;
  readonly verb: "cancel" | "hold" | "release" | "retry";
  readonly user: string;
  readonly createdAt: string;
  readonly state: "running" | "done";
  readonly total: number;
  readonly done: number;
  readonly refused: number;
  readonly results: readonly OperationItem[];
  readonly links: { readonly self: string };
}

export interface OperationItem {
  readonly id: number;
  /** `requested`: it is stored, and the scheduler will see to it. */
  readonly outcome: "requested" | "nothing_to_do" | "refused";
  readonly code?: string;
  readonly detail?: string;
  /** The new job of a retry. */
  readonly job?: number;
}

/** The answer to one line of a batch. */
export type BatchLine =
  | {
      readonly line: number;
      readonly id: number;
      readonly warnings?: readonly Warning[];
      /** It was stored before, by a request with the same key. */
      readonly replayed?: true;
    }
  | { readonly line: number; readonly problem: Problem };

/** RFC 9457. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** Stable; see the server's page of problems. */
  readonly code: string;
  readonly detail?: string;
  readonly requestId?: string;
  readonly errors?: readonly Fault[];
  readonly [extra: string]: unknown;
}

export interface Fault {
  /** JSON pointer into the job document. */
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
  readonly got?: unknown;
  readonly allowed?: string;
  readonly hint?: string;
}
