import type { BesideGpu } from "./gpu-reserve.ts";
import type { Amounts } from "./requirement.ts";

export interface AgentDescription {
  readonly host: string;
  /** All attributes that constraints may name, but for host and axis: agents of equal text are alike. */
  readonly class: string;
  /** Its value of the axis, see `Requirement`. */
  readonly axis?: string;
  readonly total: Amounts;
  readonly free: Amounts;
  /** What jobs without GPUs leave beside each free GPU while others wait for it; absent: nothing. */
  readonly besideGpu?: BesideGpu;
}
