import { readFileSync } from "node:fs";
import type { RLimitInfo, RLimitInfoRLimitType } from "../../../proto/generated/types.ts";

/** Options of prlimit(1), with the line of `/proc/self/limits` that says what a process without rights may ask for. */
const LIMITS: Readonly<
  Partial<Record<RLimitInfoRLimitType, { readonly option: string; readonly line: string }>>
> = {
  RLMT_AS: { option: "as", line: "Max address space" },
  RLMT_CORE: { option: "core", line: "Max core file size" },
  RLMT_CPU: { option: "cpu", line: "Max cpu time" },
  RLMT_DATA: { option: "data", line: "Max data size" },
  RLMT_FSIZE: { option: "fsize", line: "Max file size" },
  RLMT_LOCKS: { option: "locks", line: "Max file locks" },
  RLMT_MEMLOCK: { option: "memlock", line: "Max locked memory" },
  RLMT_MSGQUEUE: { option: "msgqueue", line: "Max msgqueue size" },
  RLMT_NICE: { option: "nice", line: "Max nice priority" },
  RLMT_NOFILE: { option: "nofile", line: "Max open files" },
  RLMT_NPROC: { option: "nproc", line: "Max processes" },
  RLMT_RSS: { option: "rss", line: "Max resident set" },
  RLMT_RTPRIO: { option: "rtprio", line: "Max realtime priority" },
  RLMT_RTTIME: { option: "rttime", line: "Max realtime timeout" },
  RLMT_SIGPENDING: { option: "sigpending", line: "Max pending signals" },
  RLMT_STACK: { option: "stack", line: "Max stack size" },
};

export type RlimitWords =
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "refused"; readonly why: string };

/**
 * Words before a command that set its limits.
 *
 * @param ceilings  `/proc/self/limits` of an agent that may not raise them; absent for root
 */
export function rlimitWords(
  info: RLimitInfo | undefined,
  prlimit: string | undefined,
  ceilings?: string,
): RlimitWords {
  const rlimits = info?.rlimits ?? [];
  if (rlimits.length === 0) return { kind: "words", words: [] };
  if (prlimit === undefined)
    return { kind: "refused", why: "prlimit (util-linux) is needed to set resource limits" };
  const words = [prlimit];
  for (const { type, soft, hard } of rlimits) {
    const known = type === undefined ? undefined : LIMITS[type];
    if (known === undefined) return { kind: "refused", why: `Resource limit '${type}' is not known` };
    if ((soft === undefined) !== (hard === undefined))
      return { kind: "refused", why: `Resource limit '${type}' needs both soft and hard, or none of them` };
    const [softText, hardText] = [textOf(soft), textOf(hard)];
    if (amountOf(softText) > amountOf(hardText))
      return { kind: "refused", why: `The soft limit of '${type}' is above its hard limit` };
    const ceiling = ceilings === undefined ? Infinity : ceilingOf(ceilings, known.line);
    if (amountOf(hardText) > ceiling)
      return {
        kind: "refused",
        why: `The hard limit of '${type}' cannot be raised above ${ceiling}: the agent does not run as root`,
      };
    words.push(`--${known.option}=${softText}:${hardText}`);
  }
  return { kind: "words", words: [...words, "--"] };
}

/** What the agent itself may not exceed, for `rlimitWords`; `undefined` when it is root. */
export function ownCeilings(): string | undefined {
  return process.getuid?.() === 0 ? undefined : readFileSync("/proc/self/limits", "utf8");
}

/** RLIM_INFINITY is 2^64 - 1, which a JavaScript number rounds up. */
const INFINITE_FROM = 2 ** 63;

function textOf(limit: number | undefined): string {
  return limit === undefined || limit >= INFINITE_FROM ? "unlimited" : String(limit);
}

function amountOf(text: string): number {
  return text === "unlimited" ? Infinity : Number(text);
}

function ceilingOf(limits: string, line: string): number {
  const found = limits.split("\n").find((row) => row.startsWith(line));
  const hard = found?.slice(26).trim().split(/\s+/)[1] ?? "unlimited";
  return amountOf(hard);
}
