import { homedir } from "node:os";
import type { Config } from "../../config/loading/config.ts";
import { fileFaults } from "../../config/loading/file-check.ts";
import { loadConfig, type ConfigSources, type Loaded, type LoadedConfig } from "../../config/loading/load.ts";
import { formatProblem, type ConfigProblem } from "../../config/formats/problem.ts";
import { readConfigFiles, readConfigText } from "../../config/loading/read-files.ts";
import { reloadConfig, type Reloaded } from "../../config/loading/reload.ts";
import { accountFaults } from "./account-faults.ts";

/** A fault that a person can fix: printed without a stack; the process ends with `exitCode`. */
export class StartError extends Error {
  override readonly name = "StartError";
  readonly exitCode: number;
  constructor(message: string, options: { readonly exitCode?: number; readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.exitCode = options.exitCode ?? 1;
  }
}

/** Where a process was told to look for its configuration. */
export interface SettingWords {
  readonly config?: readonly string[];
  readonly set?: readonly string[];
}

/** The configuration of a process, which can be read again while it runs. */
export interface Settings {
  /** As it is now. */
  readonly config: Config;
  /** The same with its sources. */
  readonly loaded: Loaded;
  /** Reads all sources again, and tells the listeners. With any fault everything stays as it is. */
  reload(): void;
  /**
   * Called with each reading after the first; listeners in the order in which they came.
   * @returns ends it
   */
  onReload(listener: (outcome: Reloaded) => void): () => void;
}

/** @throws StartError  with every fault at once */
export function openSettings(words: SettingWords): Settings {
  let running = load(words);
  const listeners = new Set<(outcome: Reloaded) => void>();
  return {
    get config() {
      return running.config;
    },
    get loaded() {
      return running;
    },
    reload() {
      const outcome = again(words, running);
      if (outcome.ok) running = outcome.loaded;
      for (const listener of listeners) listener(outcome);
    },
    onReload(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** @throws StartError  with every fault at once */
export function readSettings(words: SettingWords): Config {
  return load(words).config;
}

/** All that is known of the configuration, faulty or not. */
export function lookAtSettings(words: SettingWords): LoadedConfig {
  const loaded = loadConfig(sourcesOf(words));
  const problems = loaded.ok ? faultsBeyond(loaded) : loaded.problems;
  return loaded.ok && problems.length === 0 ? loaded : { ok: false, problems };
}

/** @throws StartError  with every fault at once */
export function load(words: SettingWords): Loaded {
  const loaded = lookAtSettings(words);
  if (!loaded.ok)
    throw new StartError(`the configuration has ${faultsText(loaded.problems)}`, { exitCode: 10 });
  for (const warning of loaded.warnings) process.stderr.write(`warning: ${formatProblem(warning)}\n`);
  return loaded;
}

function again(words: SettingWords, running: Loaded): Reloaded {
  const outcome = reloadConfig(sourcesOf(words), running);
  if (!outcome.ok) return outcome;
  const problems = faultsBeyond(outcome.loaded);
  return problems.length > 0 ? { ok: false, problems } : outcome;
}

/** What the configuration itself does not know: who there is, and what is in its files. */
function faultsBeyond({ config, sources }: Loaded): readonly ConfigProblem[] {
  return [...accountFaults(config, sources), ...fileFaults(config, sources)];
}

function sourcesOf(words: SettingWords): ConfigSources {
  return {
    files: readConfigFiles(words.config ?? []),
    env: process.env,
    set: words.set ?? [],
    readFile: readConfigText,
    home: homedir(),
  };
}

/** `2 faults:` and a line for each. */
export function faultsText(problems: readonly ConfigProblem[]): string {
  const count = problems.length === 1 ? "1 fault" : `${problems.length} faults`;
  return `${count}:\n${problems.map((problem) => `  ${formatProblem(problem)}`).join("\n")}`;
}
