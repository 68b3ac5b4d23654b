import { bookedCost, DEFAULT_WEIGHTS, type ResourceWeights } from "../../fair-share/cost.ts";
import { arrangeHierarchy, type ShareDefinition } from "../../fair-share/hierarchy.ts";
import { SITE } from "../../fair-share/share-tree.ts";
import type { WaitingBoost } from "../../fair-share/waiting-boost.ts";
import type { Matching } from "../matching/matching.ts";
import type { RunLimit } from "../matching/run-limits.ts";
import { SITE_KEY } from "./quotas.ts";

/** How the pool is shared between projects and their users. */
export interface ShareTuning {
  /** Weight of what is held now against what was used before: 1 = only now, 0 = only the past. */
  readonly alpha: number;
  /** What the kinds of resources count as against each other. */
  readonly weights: ResourceWeights;
  /** See `ShareTree`. */
  readonly parents: "sum" | "hierarchical";
  /**
   * Departments, projects (by their names) and accounts (`project/user`) that have another weight than 1 or hang below
   * something else than the site. An account always hangs below its project.
   */
  readonly definitions: readonly ShareDefinition[];
  /** How far jobs that have waited go ahead by fair share; absent: waiting alone brings nothing. */
  readonly waiting?: WaitingBoost;
}

/** What nodes are held to. */
interface NodeRules {
  /** By its name; that of the site is empty. */
  readonly limitOf: (key: string) => RunLimit;
  /** Of all accounts of a user together. */
  readonly limitOfUser: (user: string) => RunLimit;
  /** Called with each new node. */
  readonly onNode: (node: number, key: string) => void;
}

export const EQUAL_SHARES: ShareTuning = {
  alpha: 0.5,
  weights: DEFAULT_WEIGHTS,
  parents: "sum",
  definitions: [],
};

/**
 * Names of projects and accounts as nodes of the tree of shares. A node comes into being when its name is first seen,
 * and stays: usage is not forgotten with its account.
 */
export class Shares {
  readonly #matching: Matching;
  readonly #groups = new Map<string, number>();
  readonly #accounts = new Map<string, number>();
  readonly #weights = new Map<string, number>();
  readonly #resourceWeights: ResourceWeights;
  readonly #users = new Map<string, number>();
  readonly #limitOf: (key: string) => RunLimit;
  readonly #limitOfUser: (user: string) => RunLimit;
  readonly #onNode: (node: number, key: string) => void;

  /** @throws RangeError  for definitions that contradict each other */
  constructor(matching: Matching, { definitions, weights }: ShareTuning, rules: NodeRules) {
    this.#matching = matching;
    this.#onNode = rules.onNode;
    this.#resourceWeights = weights;
    this.#limitOf = rules.limitOf;
    this.#limitOfUser = rules.limitOfUser;
    const hierarchy = arrangeHierarchy(definitions.filter(({ name }) => !isAccount(name)));
    if (!hierarchy.ok) throw new RangeError(hierarchy.problems.join("; "));
    const nodes: number[] = [];
    for (const { name, parent, weight } of hierarchy.shares) {
      const node = matching.addGroup(nodes[parent] ?? SITE, weight);
      nodes.push(node);
      this.#groups.set(name, node);
    }
    for (const key of this.keys()) this.#hold(key);
    for (const { name, weight } of definitions) if (isAccount(name)) this.#weights.set(name, weight);
  }

  /** @param key  see `accountKey` */
  account(key: string): number {
    const known = this.#accounts.get(key);
    if (known !== undefined) return known;
    const node = this.#matching.addAccount(
      this.group(key.slice(0, key.indexOf("/"))),
      this.#weights.get(key) ?? 1,
    );
    this.#accounts.set(key, node);
    this.#hold(key);
    this.#matching.setUser(node, this.#user(key.slice(key.indexOf("/") + 1)));
    return node;
  }

  group(name: string): number {
    const known = this.#groups.get(name);
    if (known !== undefined) return known;
    const node = this.#matching.addGroup(SITE, 1);
    this.#groups.set(name, node);
    this.#hold(name);
    return node;
  }

  /** Users with their numbers in the matcher. */
  users(): ReadonlyMap<string, number> {
    return this.#users;
  }

  #user(name: string): number {
    const known = this.#users.get(name);
    if (known !== undefined) return known;
    const number = this.#users.size;
    this.#users.set(name, number);
    const limit = this.#limitOfUser(name);
    if (Object.keys(limit).length > 0) this.#matching.setUserLimit(number, limit);
    return number;
  }

  /** By key, in the order in which they were first seen. */
  accounts(): ReadonlyMap<string, number> {
    return this.#accounts;
  }

  /** Of all nodes, the site first, projects before accounts. */
  keys(): readonly string[] {
    return [SITE_KEY, ...this.#groups.keys(), ...this.#accounts.keys()];
  }

  /** `undefined` for one that nobody has named yet. */
  node(key: string): number | undefined {
    return key === SITE_KEY ? SITE : (this.#groups.get(key) ?? this.#accounts.get(key));
  }

  #hold(key: string): void {
    const limit = this.#limitOf(key);
    const node = this.node(key);
    if (node === undefined) return;
    this.#onNode(node, key);
    if (Object.keys(limit).length > 0) this.#matching.setLimit(node, limit);
  }

  charge(
    key: string,
    booked: { readonly cpuMilliMs: number; readonly memMibMs: number; readonly gpuMs: number },
    atMs: number,
  ): void {
    this.#matching.charge(this.account(key), bookedCost(this.#resourceWeights, booked), atMs);
  }
}

function isAccount(name: string): boolean {
  return name.includes("/");
}
