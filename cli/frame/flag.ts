/** A flag as data: parsing, help, completion and the reference page come from it. */
export interface Flag {
  /** Long name without dashes. */
  readonly name: string;
  /** One letter. */
  readonly short?: string;
  /** Further names, as other schedulers call it; one letter = a short one. */
  readonly aliases?: readonly string[];
  /** Placeholder of its value; absent = a switch. */
  readonly value?: string;
  /** The value may be left out; it is given with `=` only. */
  readonly valueOptional?: true;
  /** One that ends with `=` is followed by any text. */
  readonly choices?: readonly string[];
  /** May come several times, and adds up. */
  readonly repeated?: true;
  readonly summary: string;
  /** Left out of the first screen of a long help. */
  readonly rare?: true;
  /** Understood, but shown nowhere. */
  readonly hidden?: true;
  /** Why it is refused, as the end of a sentence: its name is settled, and what it would do is not there. */
  readonly later?: string;
}

/** A flag that is known by name and refused with its reason. */
export function notYet(name: string, why: string, more: Pick<Flag, "short" | "value"> = {}): Flag {
  return { name, ...more, hidden: true, summary: "Not yet.", later: why };
}

export function shownFlags(flags: readonly Flag[]): readonly Flag[] {
  return flags.filter(({ hidden }) => hidden !== true);
}

/** All of its names, without dashes. */
export function namesOf({ name, short, aliases = [] }: Flag): {
  readonly long: readonly string[];
  readonly short: readonly string[];
} {
  return {
    long: [name, ...aliases.filter((alias) => alias.length > 1)],
    short: [...(short === undefined ? [] : [short]), ...aliases.filter((alias) => alias.length === 1)],
  };
}
