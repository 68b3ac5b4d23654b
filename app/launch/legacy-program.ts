import { open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { NewJob } from "../../jobs/life/job.ts";
import type { VolumePlace } from "../../jobs/placement/volumes.ts";
import { LEGACY_FILES, LEGACY_HOME, LEGACY_MOUNT, type LegacyTask } from "../../jobs/spec/legacy.ts";
import { SCRIPT_NAME } from "../../jobs/spec/spec-defaults.ts";

/**
 * The same text for every job: nothing of a job is ever part of it. A stop is passed on, so that the job can end in its
 * own way; the end is written when it has.
 */
const SET_UP = `#!/bin/sh
# Runs cmd.sh in this directory: output in god.log and god.err, start and end as Unix seconds in god.info.
cd -- "$(dirname -- "$0")" || exit 126
date +%s >god.info || exit 126
if [ "$(head -c 2 cmd.sh)" = '#!' ]; then set -- ./cmd.sh
elif command -v bash >/dev/null 2>&1; then set -- bash ./cmd.sh
else set -- sh ./cmd.sh
fi
stopped=
"$@" <&0 >god.log 2>god.err &
task=$!
trap 'stopped=1; kill -TERM "$task" 2>/dev/null' TERM
wait "$task"
code=$?
while [ -n "$stopped" ]; do
  stopped=
  wait "$task"
  again=$?
  [ "$again" = 127 ] || code=$again
done
date +%s >>god.info
exit "$code"
`;

const ENTRY = `#!/bin/sh
exec "$(dirname -- "$0")/${LEGACY_FILES.setUp}"
`;

/**
 * Writes what a job of GoDocker 1.0 finds in its directory, each file whole before it has its name.
 * @param mark  unlike that of any other attempt
 * @returns what is to be started
 */
export async function writeLegacyProgram(
  directory: string,
  { spec, legacy }: Pick<NewJob, "spec"> & { readonly legacy: LegacyTask },
  mark: string,
): Promise<readonly [string]> {
  const { uris = [] } = legacy.requirements;
  const files = [
    [SCRIPT_NAME, spec.script ?? "", 0o755],
    [LEGACY_FILES.setUp, SET_UP, 0o755],
    [LEGACY_FILES.entry, ENTRY, 0o755],
    ...(uris.length === 0 ? [] : [[LEGACY_FILES.uris, uris.join("\n"), 0o644] as const]),
  ] as const;
  for (const [name, text, mode] of files) await putFile(join(directory, name), text, mode, mark);
  return [join(spec.image === undefined ? directory : LEGACY_MOUNT, LEGACY_FILES.entry)];
}

/** The directory belongs to the job, which may have put a link where we write: never followed. */
export async function putFile(path: string, text: string, mode: number, mark: string): Promise<void> {
  const part = `${path}.${mark}.part`;
  await rm(part, { force: true });
  const file = await open(part, "wx", mode);
  try {
    await file.writeFile(text);
    await file.chmod(mode);
  } finally {
    await file.close();
  }
  await rename(part, path);
}

/** What scripts of GoDocker 1.0 ask their environment for, beside what every job is told. */
export function legacyEnvironment(
  { spec }: Pick<NewJob, "spec">,
  directory: string | undefined,
  volumes: readonly VolumePlace[],
): Readonly<Record<string, string>> {
  // Without a directory of its own a job begins in its sandbox.
  const own = directory === undefined ? "." : spec.image === undefined ? directory : LEGACY_MOUNT;
  const home = volumes.find(({ name, path }) => name === "home" || path === LEGACY_HOME);
  return { GODOCKER_PWD: own, GODOCKER_HOME: home?.path ?? own, GODOCKER_DATA: "/mnt/god-data" };
}
