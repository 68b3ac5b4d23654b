import { mkdirSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import assert from "node:assert/strict";
import { createHost, type Host, type HostOptions, type LoadedPlugin, type PluginEvent } from "./host/host.ts";
import { lookAtPlugins, type LookedAt, type PluginSetting } from "./host/load.ts";

/** A directory with plugins in it, and what was observed of them. */
export interface Shelf extends AsyncDisposable {
  readonly directory: string;
  readonly events: readonly PluginEvent[];
  write(file: string, text: string): void;
  look(...settings: readonly (Partial<PluginSetting> & { readonly use: string })[]): Promise<LookedAt>;
  /** Of the one plugin that is configured so. */
  plugin(setting: Partial<PluginSetting> & { readonly use: string }): Promise<LoadedPlugin>;
  host(
    setting: Partial<PluginSetting> & { readonly use: string },
    options?: Partial<HostOptions>,
  ): Promise<Host>;
  /** What failed, in words. */
  failures(): readonly string[];
}

const MIB = 1024 * 1024;

export async function aShelf(): Promise<Shelf> {
  const directory = await mkdtemp(join(tmpdir(), "godocker-plugins-"));
  const events: PluginEvent[] = [];
  const hosts: Host[] = [];
  const look: Shelf["look"] = (...settings) =>
    lookAtPlugins(
      settings.map((setting) => ({ options: {}, timeoutMs: 10_000, memoryBytes: 64 * MIB, ...setting })),
      directory,
    );
  const plugin: Shelf["plugin"] = async (setting) => {
    const { faults, plugins } = await look(setting);
    assert.deepEqual(faults, []);
    const [first] = plugins;
    assert.ok(first);
    return first;
  };
  return {
    directory,
    events,
    look,
    plugin,
    write(file, text) {
      mkdirSync(dirname(join(directory, file)), { recursive: true });
      writeFileSync(join(directory, file), text);
    },
    async host(setting, options = {}) {
      const host = createHost(await plugin(setting), {
        nowMs: Date.now,
        observe: (_plugin, event) => void events.push(event),
        ...options,
      });
      hosts.push(host);
      return host;
    },
    failures: () => events.flatMap((event) => (event.type === "failed" ? [event.why] : [])),
    async [Symbol.asyncDispose]() {
      await Promise.all(hosts.map((host) => host.stop()));
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Text of a plugin of status lines. @param body  of `report` */
export function statusPlugin(body: string, name = "disk", outside = ""): string {
  return `import { definePlugin } from "godocker/plugin";
${outside}
export default definePlugin({
  kind: "status", contract: 1, name: ${JSON.stringify(name)},
  create: () => ({ async report() { ${body} } }),
});
`;
}
