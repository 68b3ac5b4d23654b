/** Which GPUs of the agent belong to which container. */
export interface GpuAllocation {
  readonly devices: readonly string[];
  /** Takes devices for a container; `undefined` when too few are free. */
  take(containerId: string, count: number): readonly string[] | undefined;
  /** Takes the very devices a container had before the agent was started anew. */
  retake(containerId: string, devices: readonly string[]): void;
  release(containerId: string): void;
}

/** @param devices  indices or UUIDs as the NVIDIA driver knows them */
export function createGpuAllocation(devices: readonly string[]): GpuAllocation {
  const owners = new Map<string, string>();
  return {
    devices,
    take(containerId, count) {
      const free = devices.filter((device) => !owners.has(device)).slice(0, count);
      if (free.length < count) return undefined;
      for (const device of free) owners.set(device, containerId);
      return free;
    },
    retake(containerId, wanted) {
      for (const device of wanted) owners.set(device, containerId);
    },
    release(containerId) {
      for (const [device, owner] of owners) if (owner === containerId) owners.delete(device);
    },
  };
}

/**
 * What tells a task its GPUs. On a host with GPUs a task that has none is told so: CUDA would use all of them.
 * `void` is the NVIDIA container runtime's word for none.
 */
export function gpuEnvironment(
  allocation: GpuAllocation,
  mine: readonly string[],
): Readonly<Record<string, string>> {
  if (allocation.devices.length === 0) return {};
  const list = mine.join(",");
  return {
    CUDA_VISIBLE_DEVICES: list,
    NVIDIA_VISIBLE_DEVICES: list === "" ? "void" : list,
    GODOCKER_GPUS: list,
  };
}
