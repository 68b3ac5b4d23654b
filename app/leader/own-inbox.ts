import type { Store } from "../../store/store.ts";

/** The inbox for those who write into it in the process that may lead: the leader is told, and reads it at once. */
export interface OwnInbox extends Pick<Store, "submit"> {
  /** The listener is told of what is stored, before `submit` resolves. @returns ends that */
  onSubmit(listener: () => void): () => void;
}

export function ownInbox(store: Pick<Store, "submit">): OwnInbox {
  const listeners = new Set<() => void>();
  return {
    async submit(documents, notes) {
      await store.submit(documents, notes);
      for (const listener of listeners) listener();
    },
    onSubmit(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
