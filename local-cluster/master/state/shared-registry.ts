import { gunzipSync, gzipSync } from "node:zlib";
import type { ZooKeeperSession } from "../../election/zookeeper-session.ts";
import { EMPTY_REGISTRY, parseRegistry } from "./registry.ts";
import type { Registry, RegistryState } from "./registry.ts";

/**
 * The registry of masters that elect a leader: one node in ZooKeeper, which all of them can read. It is written by
 * version: a master that was deposed without knowing cannot overwrite what its successor wrote.
 *
 * @param onConflict  called when another master has written: this one does not lead any more
 */
export async function openSharedRegistry(
  session: ZooKeeperSession,
  path: string,
  onConflict: () => void,
): Promise<Registry> {
  const node = `${path}/registry`;
  const found = await session.read(node);
  const before =
    found === undefined || found.data.length === 0
      ? EMPTY_REGISTRY
      : parseRegistry(gunzipSync(found.data).toString("utf8"), node);
  let version = found?.version;
  let wanted: RegistryState | undefined;
  let writing = false;

  async function write(): Promise<void> {
    if (writing) return;
    writing = true;
    try {
      while (wanted !== undefined) {
        const state = wanted;
        wanted = undefined;
        const written = await session.write(node, gzipSync(JSON.stringify(state)), version);
        if (written === "conflict") {
          onConflict();
          return;
        }
        version = written;
      }
    } finally {
      writing = false;
    }
  }

  // Even an unchanged registry is written: from now on an older leader cannot.
  wanted = before;
  await write();
  return {
    before,
    save(state) {
      wanted = state;
      write().catch(() => {
        // The connection is down. It comes back and the newest state is written, or the session is lost and this
        // master ends.
        setTimeout(() => {
          wanted ??= state;
          write().catch(() => undefined); // as above; the session's own timer decides
        }, RETRY_MS).unref();
      });
    },
  };
}

const RETRY_MS = 500;
