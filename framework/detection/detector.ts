/** A master that leads, or knows who does. */
export interface Candidate {
  /** Such as `http://m1:5050`. */
  readonly baseUrl: string;
  /**
   * Tells one master that runs from another, also at one address. Several candidates with one id are several addresses
   * of one master.
   */
  readonly id: string;
}

/** What a detector has to say; only changes are told. */
export type Sighting =
  /** To be tried in this order. None: nobody leads, and `why` says who says so. */
  | { readonly type: "candidates"; readonly candidates: readonly Candidate[]; readonly why: string }
  /** Nobody can say who leads now. What was told before may still hold. */
  | { readonly type: "blind"; readonly cause: string };

/** Finds out which master leads. */
export interface MasterDetector {
  /** For people: where it looks, without passwords. */
  readonly place: string;
  /** Begins to look; `tell` is called until `stop`. A detector that was stopped can be started again. */
  start(tell: (sighting: Sighting) => void): void;
  /** Resolves when nothing of it is left. */
  stop(): Promise<void>;
}
