import { nearest } from "../resources/nearest.ts";

/** A department, project or user as an administrator writes it. Without `parent` it hangs below the site itself. */
export interface ShareDefinition {
  readonly name: string;
  readonly parent?: string;
  /** Part of its parent's share, relative to its siblings: 2 gets twice what 1 gets. */
  readonly weight: number;
  /** Weights of users in it, by name; others have 1. */
  readonly users?: Readonly<Record<string, number>>;
}

/** A definition whose parent stands before it; `parent` is an index into the same list, −1 = the site. */
export interface PlacedShare {
  readonly name: string;
  readonly parent: number;
  readonly weight: number;
}

export type Hierarchy =
  | { readonly ok: true; readonly shares: readonly PlacedShare[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Definitions in any order → parents before children, otherwise in the order given. All faults at once: names used
 * twice, parents that nobody defines, rings, weights that are no number above 0.
 */
export function arrangeHierarchy(definitions: readonly ShareDefinition[]): Hierarchy {
  const problems: string[] = [];
  const byName = new Map<string, ShareDefinition>();
  for (const definition of definitions) {
    const { name, users = {}, weight } = definition;
    if (byName.has(name)) problems.push(`share "${name}" is defined twice; keep one of them`);
    else byName.set(name, definition);
    const fault = weightFault(weight);
    if (fault !== undefined) problems.push(`share "${name}": ${fault}`);
    for (const [user, of] of Object.entries(users)) {
      const faultOfUser = weightFault(of);
      if (faultOfUser !== undefined) problems.push(`share "${name}", user "${user}": ${faultOfUser}`);
    }
  }
  for (const { name, parent } of definitions) {
    if (parent === undefined || byName.has(parent)) continue;
    const meant = nearest(parent, [...byName.keys()]);
    const hint =
      meant === undefined ? `define "${parent}" or leave its parent out` : `did you mean "${meant}"?`;
    problems.push(`share "${name}": its parent "${parent}" is not defined; ${hint}`);
  }
  problems.push(...rings(byName));
  if (problems.length > 0) return { ok: false, problems };

  const shares: PlacedShare[] = [];
  const placeOf = new Map<string, number>();
  for (const definition of definitions) {
    // From the topmost ancestor that has no place yet down to the definition itself.
    const line: ShareDefinition[] = [];
    for (
      let at: ShareDefinition | undefined = definition;
      at !== undefined && !placeOf.has(at.name);
      at = at.parent === undefined ? undefined : byName.get(at.parent)
    ) {
      line.push(at);
    }
    for (const { name, parent, weight } of line.reverse()) {
      placeOf.set(name, shares.length);
      shares.push({ name, parent: parent === undefined ? -1 : (placeOf.get(parent) ?? -1), weight });
    }
  }
  return { ok: true, shares };
}

/** A project and those it is part of, itself first. One that has no share of its own hangs below the site. */
export function lineOf(shares: readonly PlacedShare[], project: string): readonly string[] {
  const line: string[] = [project];
  let at = shares.findIndex(({ name }) => name === project);
  for (;;) {
    at = shares[at]?.parent ?? -1;
    const above = shares[at];
    if (above === undefined) return line;
    line.push(above.name);
  }
}

/** What is used per weight stays a number that can be told and compared. */
export const WEIGHT_BOUNDS = { minimum: 0.000_001, maximum: 1_000_000 } as const;

/** Why a number can't be a weight; `undefined` when it can. */
export function weightFault(weight: number): string | undefined {
  const { minimum, maximum } = WEIGHT_BOUNDS;
  if (weight >= minimum && weight <= maximum) return undefined;
  return `its weight is ${weight}; a weight is a number above 0, from 0.000001 to 1,000,000, such as 1 (who shall get nothing needs a limit of 0)`;
}

/** Each ring once, named from its first member in the order given. */
function rings(byName: ReadonlyMap<string, ShareDefinition>): readonly string[] {
  const found: string[] = [];
  const seen = new Set<string>();
  for (const start of byName.keys()) {
    const line: string[] = [];
    const inLine = new Set<string>();
    let at: string | undefined = start;
    while (at !== undefined && byName.has(at) && !seen.has(at) && !inLine.has(at)) {
      line.push(at);
      inLine.add(at);
      at = byName.get(at)?.parent;
    }
    if (at !== undefined && inLine.has(at)) {
      const ring = [...line.slice(line.indexOf(at)), at].map((name) => `"${name}"`).join(" → ");
      found.push(`shares are below each other in a ring: ${ring}; give one of them another parent`);
    }
    for (const name of line) seen.add(name);
  }
  return found;
}
