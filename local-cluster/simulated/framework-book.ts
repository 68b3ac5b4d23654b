import type { FrameworkInfo } from "../../proto/generated/types.ts";

/** Equal descriptions of frameworks as one object: every launch brings its own, and many tasks are kept. */
export interface FrameworkBook {
  same(info: FrameworkInfo): FrameworkInfo;
}

const FRAMEWORKS_MAX = 100;

export function createFrameworkBook(): FrameworkBook {
  const byText = new Map<string, FrameworkInfo>();
  return {
    same(info) {
      const text = JSON.stringify(info);
      const known = byText.get(text);
      if (known !== undefined) return known;
      byText.set(text, info);
      const [oldest] = byText.keys();
      if (byText.size > FRAMEWORKS_MAX && oldest !== undefined) byText.delete(oldest);
      return info;
    },
  };
}
