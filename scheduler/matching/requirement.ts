import type { Licence } from "./licences.ts";

/** The kinds of resources, in the order of all vectors of the matcher. Another kind needs a name here and nothing else. */
export const KINDS = ["cpusMilli", "memMib", "diskMib", "gpus", "ports"] as const;
export type Kind = (typeof KINDS)[number];
/** Behind the amounts every vector has the time that a task may take: compared like an amount, never used up. */
export const TIME = KINDS.length;
export const KIND_COUNT = KINDS.length + 1;
/** Of an agent that nobody wants back. */
export const FOR_EVER = 0x7fffffff;

/** Integers from 0 to 2^31 − 1. Ports are counted; which ones is decided where they are given out. */
export type Amounts = Readonly<Record<Kind, number>>;

/** All that decides where a task may run; nothing that says whose it is, or when. */
export interface Requirement extends Amounts {
  /** A condition on attributes of agents, in whatever language the caller evaluates; equal text means the same. */
  readonly constraint: string;
  /** Only on agents that are there for so many seconds to come; absent: it does not matter. */
  readonly seconds?: number;
  /** Only on agents with this value of the axis: the one attribute with many values, such as the rack. */
  readonly axis?: string;
  /** Only on these hosts. */
  readonly hosts?: readonly string[];
  /** Not on these hosts: few. */
  readonly exceptHosts?: readonly string[];
  /** Of the site's licences, in the order of their names; absent: none. */
  readonly licences?: readonly Licence[];
  /** Of the job that parts of limits may be kept for, see `Matching.earmark`: it has shapes of its own. */
  readonly earmark?: number;
  /** Of jobs of which something runs already: one more task of these does not count at limits of jobs. */
  readonly isUnderWay?: true;
}

/** Text that is equal for requirements that mean the same. */
export function requirementKey(requirement: Requirement): string {
  const { cpusMilli, memMib, diskMib, gpus, ports, constraint, seconds } = requirement;
  const { axis, hosts, exceptHosts, licences, earmark, isUnderWay } = requirement;
  const amounts = `${cpusMilli},${memMib},${diskMib},${gpus},${ports},${seconds ?? 0}`;
  if ((axis ?? hosts ?? exceptHosts ?? licences ?? earmark ?? isUnderWay) === undefined)
    return `${amounts} ${constraint}`;
  // As JSON, no text of a caller can run into the next. No key of the other form begins with a bracket.
  const own = [...(earmark === undefined ? [] : [earmark]), ...(isUnderWay === true ? ["under way"] : [])];
  const parts = [
    amounts,
    constraint,
    axis ?? null,
    sorted(hosts),
    sorted(exceptHosts),
    licences ?? [],
    ...own,
  ];
  return JSON.stringify(parts);
}

/** @throws RangeError  naming the amount that is no integer from 0 to 2^31 − 1 */
export function writeAmounts(amounts: Amounts, into: Int32Array, offset: number): void {
  let at = offset;
  for (const kind of KINDS) {
    const amount = amounts[kind];
    if (!(Number.isInteger(amount) && amount >= 0 && amount <= 0x7fffffff))
      throw new RangeError(`${kind} is ${amount}; amounts are integers from 0 to 2147483647`);
    into[at] = amount;
    at += 1;
  }
}

function sorted(hosts: readonly string[] | undefined): readonly string[] | null {
  return hosts === undefined ? null : [...new Set(hosts)].sort();
}
