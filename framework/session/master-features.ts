import type { MasterInfo } from "../../proto/generated/types.ts";

/** What the master of a session can do. */
export interface MasterFeatures {
  /** As it tells it; empty when it does not. */
  readonly version: string;
  /** It changes a live framework by UPDATE_FRAMEWORK. */
  readonly updatesFramework: boolean;
  readonly capabilities: readonly string[];
}

/** Source: Mesos, CHANGELOG. */
const UPDATES_FRAMEWORK_SINCE = [1, 9] as const;

/** Of a master that does not tell its version nothing is assumed to be missing. */
export function featuresOf(info: MasterInfo | undefined): MasterFeatures {
  const { version = "", capabilities = [] } = info ?? {};
  return {
    version,
    updatesFramework: isAtLeast(version, UPDATES_FRAMEWORK_SINCE),
    capabilities: capabilities.flatMap(({ type }) => (type === undefined ? [] : [type])),
  };
}

function isAtLeast(version: string, [wantedMajor, wantedMinor]: readonly [number, number]): boolean {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  if (major === undefined || minor === undefined) return true;
  return Number(major) > wantedMajor || (Number(major) === wantedMajor && Number(minor) >= wantedMinor);
}
