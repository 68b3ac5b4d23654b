import type { Instruments } from "./instruments.ts";

/** How the plugins of the site fare. */
export interface PluginMetrics {
  pluginCall(plugin: string, outcome: "fine" | "failed" | "refused"): void;
  pluginFailed(plugin: string): void;
  /** Asked whenever metrics are. */
  readPlugins(read: () => readonly { readonly plugin: string; readonly aside: boolean }[]): void;
}

export function pluginMetrics({ counter, gauge }: Instruments): PluginMetrics {
  const calls = counter("plugin_calls_total", "Calls of plugins; refused: while the plugin is set aside.", [
    "plugin",
    "outcome",
  ]);
  const failures = counter(
    "plugin_failures_total",
    "Failures of plugins: errors, hangs, leaks, ends of their processes, answers that are not right.",
    ["plugin"],
  );
  let read: Parameters<PluginMetrics["readPlugins"]>[0] = () => [];
  gauge(
    "plugin_set_aside",
    "1 while a plugin is not called, because it failed too often.",
    ["plugin"],
    (aside) => {
      for (const one of read()) aside.labels(one.plugin).set(one.aside ? 1 : 0);
    },
  );
  return {
    pluginCall: (plugin, outcome) => calls.labels(plugin, outcome).inc(),
    pluginFailed: (plugin) => failures.labels(plugin).inc(),
    readPlugins: (how) => {
      read = how;
    },
  };
}
