import type { Resource, TaskStatusReason } from "../../../proto/generated/types.ts";
import type { MemoryReport } from "./containment.ts";
import { bytesText } from "./bytes-text.ts";

/** Why the agent ends a task that used more than it got. Reason and texts are Mesos'. */
export interface Limitation {
  readonly reason: TaskStatusReason;
  readonly message: string;
  readonly resources: readonly Resource[];
}

const MIB = 1024 * 1024;

/** Source: Mesos, src/slave/containerizer/mesos/isolators/cgroups/subsystems/memory.cpp. */
export function memoryLimitation({ limitBytes, maxBytes, statistics }: MemoryReport): Limitation {
  const requested = limitBytes === undefined ? "unlimited" : bytesText(limitBytes);
  return {
    reason: "REASON_CONTAINER_LIMITATION_MEMORY",
    message: `Memory limit exceeded: Requested: ${requested} Maximum Used: ${bytesText(maxBytes)}\n\nMEMORY STATISTICS: \n${statistics}\n`,
    resources: [{ name: "mem", type: "SCALAR", scalar: { value: Math.floor(maxBytes / MIB) } }],
  };
}

/** Source: Mesos, src/slave/containerizer/mesos/isolators/posix/disk.cpp. */
export function diskLimitation(usedBytes: number, quotaBytes: number): Limitation {
  return {
    reason: "REASON_CONTAINER_LIMITATION_DISK",
    message: `Disk usage (${bytesText(usedBytes)}) exceeds quota (${bytesText(quotaBytes)})`,
    resources: [{ name: "disk", type: "SCALAR", scalar: { value: Math.floor(quotaBytes / MIB) } }],
  };
}

/** Source: Mesos, src/slave/containerizer/mesos/isolators/network/ports.cpp. */
export function portsLimitation(containerId: string, ports: readonly number[]): Limitation {
  const range = ports.map((port) => ({ begin: port, end: port }));
  const text = range.map(({ begin, end }) => `${begin}-${end}`).join(", ");
  return {
    reason: "REASON_CONTAINER_LIMITATION",
    message: `Container ${containerId} is listening on unallocated port(s): [${text}]`,
    resources: [{ name: "ports", type: "RANGES", ranges: { range } }],
  };
}
