// Storage: keeps everything in memory, for trying things out. It is gone with its process, and no other process sees it.
import { definePlugin, newMemoryState, openMemoryStore } from "godocker/plugin";

interface Options {
  /** Stores of one name in one process are the same. */
  readonly space: string;
}

const spaces = new Map<string, ReturnType<typeof newMemoryState>>();

export default definePlugin<"storage", Options>({
  kind: "storage",
  contract: 1,
  name: "memory",
  options: {
    type: "object",
    properties: { space: { type: "string", default: "" } },
    additionalProperties: false,
  },
  create({ space }) {
    let state = spaces.get(space);
    if (state === undefined) spaces.set(space, (state = newMemoryState()));
    return openMemoryStore(state);
  },
});
