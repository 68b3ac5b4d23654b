import { GODOCKER_1_WEIGHTS, godocker1Policy } from "./godocker-1.ts";
import { fairShareOrder, fifoOrder } from "./order.ts";
import type { Policy } from "./policy.ts";

/** Those that a site can choose from, by name. */
const POLICIES: Readonly<Record<string, (settings: Readonly<Record<string, number>>) => Policy>> = {
  [fairShareOrder.name]: () => fairShareOrder,
  [fifoOrder.name]: () => fifoOrder,
  "godocker-1": (settings) => godocker1Policy({ ...GODOCKER_1_WEIGHTS, ...settings }),
};

/** @returns `undefined` for a name that none has */
export function policyNamed(
  name: string,
  settings: Readonly<Record<string, number>> = {},
): Policy | undefined {
  return Object.hasOwn(POLICIES, name) ? POLICIES[name]?.(settings) : undefined;
}
