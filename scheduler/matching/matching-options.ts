import type { Order } from "../../fair-share/order.ts";
import type { ShareTree } from "../../fair-share/share-tree.ts";
import type { Locality } from "./locality.ts";
import type { Amounts } from "./requirement.ts";
import type { Accepts } from "./shape-filter.ts";
import type { Packing } from "./tables/cells.ts";

export interface MatchingOptions {
  /** Empty but for the site: nodes are added through `addGroup` and `addAccount`. */
  readonly tree: ShareTree;
  readonly order: Order;
  /** Whether agents of a class meet a constraint. */
  readonly accepts: Accepts;
  /** Whether agents of a class keep GPUs for jobs with a constraint; absent: for those that they accept. */
  readonly keepsGpusFor?: Accepts;
  /** What holding these amounts costs per ms: an integer. */
  readonly rateOf: (amounts: Amounts) => number;
  /**
   * Whether an agent seems to have room for a shape, whatever is told of agents just now: who lacks licences alone is
   * found by it. Absent: those agents count that are told.
   */
  readonly hasRoom?: (shape: number) => boolean;
  /** Where jobs go when several agents would do: see `Packing`. */
  readonly packing?: Packing;
  /** Which agents jobs prefer, of those that fit; absent: none. */
  readonly locality?: Locality;
  /** Whether jobs may have limits: then it is counted of which jobs something runs, see `adopt`. */
  readonly countsJobs?: boolean;
  /** So many different needs of a kind are told apart by rows of bits; between these it is compared. */
  readonly rowsPerKind?: number;
}
