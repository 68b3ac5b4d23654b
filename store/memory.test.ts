import { newMemoryState } from "./memory-state.ts";
import { openMemoryStore } from "./memory.ts";
import { describeStore } from "./store.conformance.ts";

describeStore("memory", async () => {
  const state = newMemoryState();
  return { store: openMemoryStore(state), again: async () => openMemoryStore(state) };
});
