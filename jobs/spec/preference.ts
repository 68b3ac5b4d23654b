/** Agents that a job would rather use, of those that would do: with one of these values of an attribute. */
export interface Preference {
  /** `hostname` is the machine itself. */
  readonly attribute: string;
  readonly values: readonly string[];
}
