import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** Where CPU time went, in ms. */
export interface ProfileSummary {
  /** By folder of this repository, by package, or by what Node was doing itself. Idle time is left out. */
  readonly folders: ReadonlyMap<string, number>;
  readonly functions: ReadonlyMap<string, number>;
}

const ROOT = import.meta.dirname.slice(0, -"/benchmarks/program".length);

/** Adds up the profiles that `node --cpu-prof` left in a directory: time spent in functions themselves, not below them. */
export function summariseProfiles(directory: string): ProfileSummary {
  const folders = new Map<string, number>();
  const functions = new Map<string, number>();
  const add = (map: Map<string, number>, key: string, ms: number) => map.set(key, (map.get(key) ?? 0) + ms);
  for (const file of readdirSync(directory).filter((name) => name.endsWith(".cpuprofile"))) {
    // The format of Chrome's inspector protocol, Profiler.Profile.
    const profile = JSON.parse(readFileSync(join(directory, file), "utf8")) as CpuProfile;
    const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
    for (const [at, sample] of profile.samples.entries()) {
      const frame = frames.get(sample);
      const ms = (profile.timeDeltas[at] ?? 0) / 1000;
      if (frame === undefined || frame.functionName === "(idle)" || ms < 0) continue;
      const folder = folderOf(frame);
      add(folders, folder, ms);
      add(functions, `${folder} ${frame.functionName === "" ? "(anonymous)" : frame.functionName}`, ms);
    }
  }
  return { folders: sorted(folders), functions: sorted(functions) };
}

function folderOf({ url, functionName }: { readonly url: string; readonly functionName: string }): string {
  if (url === "") return functionName === "(garbage collector)" ? "garbage collection" : "native code";
  if (url.startsWith("node:")) return "Node";
  const path = url.replace(/^file:\/\//, "");
  const dependency = /\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
  if (dependency !== undefined) return dependency;
  return path.startsWith(ROOT) ? `${path.slice(ROOT.length + 1).split("/")[0]}/` : path;
}

function sorted(map: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  return new Map([...map].sort(([, a], [, b]) => b - a));
}
