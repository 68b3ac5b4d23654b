import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/**
 * Go's own program, new enough.
 * @param what  it is needed to build, for people
 * @throws Error  with what to do
 */
export function goProgram(what: string): string {
  const usual = "/usr/local/go/bin/go";
  const go = existsSync(usual) ? usual : "go";
  const { stdout, error } = spawnSync(go, ["env", "GOVERSION"], { encoding: "utf8" });
  const [, major = "0", minor = "0"] = /go(\d+)\.(\d+)/.exec(stdout ?? "") ?? [];
  if (error !== undefined || Number(major) < 1 || (Number(major) === 1 && Number(minor) < 26))
    throw new Error(
      `Go 1.26 or later is needed to build ${what}, and there is ${error === undefined ? stdout.trim() : "none"}; ` +
        "install it from go.dev/dl, or put it first in PATH",
    );
  return go;
}
