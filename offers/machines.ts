/** What clusters tell of a machine beside its name, by kind: values of one kind are the same on one machine alone. */
export type MachineIds = {
  /** As a node of a Docker swarm. */
  readonly swarmNode?: string;
  /** Of its operating system: `/etc/machine-id`. */
  readonly os?: string;
  /** Of its hardware: the UUID of its firmware. */
  readonly hardware?: string;
  /** Since it was started. */
  readonly boot?: string;
};

const KINDS = ["swarmNode", "os", "hardware", "boot"] as const;

/** A machine as one cluster knows it. */
export interface Machine {
  readonly hostname: string;
  readonly ids?: MachineIds | undefined;
}

/**
 * Whether two clusters mean the same machine: by an id that both tell, and where there is none by its name. A name
 * without its domain is that of any domain.
 */
export function isSameMachine(a: Machine, b: Machine): boolean {
  let areCompared = false;
  for (const kind of KINDS) {
    const [idOfA, idOfB] = [a.ids?.[kind], b.ids?.[kind]];
    if (idOfA === undefined || idOfB === undefined) continue;
    if (idOfA === idOfB) return true;
    areCompared = true;
  }
  if (areCompared) return false;
  const [nameOfA, nameOfB] = [nameOf(a), nameOf(b)];
  if (nameOfA === undefined || nameOfB === undefined) return false;
  return nameOfA === nameOfB || isShortOf(nameOfA, nameOfB) || isShortOf(nameOfB, nameOfA);
}

/**
 * Of machines that several clusters have: which of them is which. Those that come first keep their machine.
 * @param machines  of one cluster after the other, the ones of a cluster in any order
 * @returns for each machine that an earlier cluster has, too: the one there
 */
export function sharedMachines<M extends Machine & { readonly backend: string }>(
  machines: Iterable<M>,
): ReadonlyMap<M, M> {
  const shared = new Map<M, M>();
  const byMark = new Map<string, M[]>();
  for (const machine of machines) {
    const marks = marksOf(machine);
    const earlier = marks.flatMap((mark) => byMark.get(mark) ?? []);
    const first = earlier.find((one) => one.backend !== machine.backend && isSameMachine(one, machine));
    if (first !== undefined) {
      shared.set(machine, first);
      continue;
    }
    for (const mark of marks) {
      const same = byMark.get(mark);
      if (same === undefined) byMark.set(mark, [machine]);
      else same.push(machine);
    }
  }
  return shared;
}

/** Machines that are the same have one of these in common. */
function marksOf({ hostname, ids }: Machine): readonly string[] {
  const name = nameOf({ hostname });
  return [
    ...KINDS.flatMap((kind) => (ids?.[kind] === undefined ? [] : [`${kind} ${ids[kind]}`])),
    ...(name === undefined ? [] : [`name ${isAddress(name) ? name : firstLabel(name)}`]),
  ];
}

/** `undefined` for names that every machine has. */
function nameOf({ hostname }: Machine): string | undefined {
  const name = hostname.toLowerCase().replace(/\.$/, "");
  const isNobodys = name === "" || /^localhost(\.|$)/.test(name) || name.startsWith("127.") || name === "::1";
  return isNobodys ? undefined : name;
}

function isShortOf(short: string, long: string): boolean {
  return !short.includes(".") && !isAddress(long) && firstLabel(long) === short;
}

function firstLabel(name: string): string {
  return name.split(".")[0] ?? name;
}

function isAddress(name: string): boolean {
  return name.includes(":") || /^\d{1,3}(\.\d{1,3}){3}$/.test(name);
}
