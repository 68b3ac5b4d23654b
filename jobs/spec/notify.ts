/** What people can be told of a job; each happens once at most. Of an array it is about all of it. */
export const OCCASIONS = ["start", "success", "failure", "cancel"] as const;
export type Occasion = (typeof OCCASIONS)[number];

/** Whom to tell when: by a request to a URL, or by mail. */
export type Notify = { readonly on: readonly Occasion[] } & (
  { readonly url: string } | { readonly email: string }
);

/** All that somebody wants to be told of. */
export function occasionsOf(notify: readonly Notify[]): ReadonlySet<Occasion> {
  return new Set(notify.flatMap(({ on }) => on));
}
