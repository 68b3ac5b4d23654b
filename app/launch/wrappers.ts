import type { IoSpec, WarningSignal } from "../../jobs/spec/spec.ts";
import { rootsOf, type BoundVolume } from "./volume-guard.ts";

/**
 * Small programs of the shell that prepare something and then become the program itself. Each is the same text for every
 * job: what is different comes as arguments and variables, so that nothing of a job is ever read as a command.
 */
type Argv = readonly [string, ...string[]];

/** Changes the directory and opens files. */
const FILES = `
if [ -n "$1" ]; then cd -- "$1" || exit 126; fi
if [ -n "$2" ]; then exec <"$2" || exit 126; fi
if [ -n "$3" ]; then { mkdir -p -- "\${3%/*}" && exec >"$3"; } || exit 126; fi
if [ -n "$4" ]; then { mkdir -p -- "\${4%/*}" && exec 2>"$4"; } || exit 126; fi
if [ -n "$5" ]; then exec 2>&1; fi
shift 5
exec "$@"`;

export function inFiles(
  argv: Argv,
  {
    workdir = "",
    stdin = "",
    stdout = "",
    stderr = "",
    join = false,
  }: { readonly workdir?: string } & Partial<IoSpec>,
): Argv {
  return ["/bin/sh", "-c", FILES, "sh", workdir, stdin, stdout, stderr, join ? "1" : "", ...argv];
}

/** Agents of Mesos look accounts up by name, each in its own databases. */
const ACCOUNT = `
uid=$(/usr/bin/id -u) || exit 126
if [ "$uid" != "$1" ]; then
  echo "this machine gives the job's account the user id $uid, and the site's directory $1: nothing was started" >&2
  exit 126
fi
shift
exec "$@"`;

/** Ends at once where an agent runs it as somebody else. */
export function asAccount(argv: Argv, uid: number): Argv {
  return ["/bin/sh", "-c", ACCOUNT, "sh", String(uid), ...argv];
}

/** Where directories really are, on the machine that the task runs on. What is not there leads nowhere. */
const VOLUMES = `
(
  shift
  real() { ( CDPATH= cd -P -- "$1" && pwd -P && echo x ) 2>/dev/null; }
  below() { whole=$(real "$2") && whole=\${whole%?x} && case "\${1%/}/" in "\${whole%/}/"*) ;; *) false ;; esac; }
  volumes=$1
  shift
  while [ "$volumes" -gt 0 ]; do
    volumes=$((volumes - 1))
    name=$1 own=$3 roots=$4 kept=yes
    if here=$(real "$2"); then
      here=\${here%?x} kept=
      below "$here" "$own" && kept=no
    fi
    shift 4
    while [ "$roots" -gt 0 ]; do
      roots=$((roots - 1))
      if [ "$kept" = no ] && below "$here" "$1"; then kept=yes; fi
      shift
    done
    if [ "$kept" != yes ]; then
      echo "the volume $name leads to $here here, outside of where it should be: nothing was started" >&2
      exit 126
    fi
  done
) || exit 126
shift "$1"
exec "$@"`;

/**
 * Ends at once where links lead a volume astray on the machine itself.
 * @param roots  as `VolumeGuard` has them
 */
export function onVolumes(argv: Argv, volumes: readonly BoundVolume[], roots: readonly string[]): Argv {
  if (volumes.length === 0) return argv;
  const words = volumes.flatMap((volume) => {
    const within = rootsOf(volume, roots);
    return [volume.name, volume.source, volume.own, String(within.length), ...within];
  });
  // Behind the shell's name stand how many words are not the program's, itself included, and how many volumes.
  return [
    "/bin/sh",
    "-c",
    VOLUMES,
    "sh",
    String(words.length + 2),
    String(volumes.length),
    ...words,
    ...argv,
  ];
}

/** Of the k-th secret file, from 0. */
const secretVariable = (k: number): string => `GODOCKER_SECRET_${k}`;

/** Writes variables into files that only this account can read, and forgets the variables. */
const SECRETS = `
GODOCKER_SECRETS_DIR=\${MESOS_SANDBOX:-$PWD}/.secrets
export GODOCKER_SECRETS_DIR
( umask 077 && mkdir -p -- "$GODOCKER_SECRETS_DIR" && chmod 700 -- "$GODOCKER_SECRETS_DIR" ) || exit 126
GODOCKER_SECRET_OF=$1
GODOCKER_SECRET_AT=0
shift
while [ "$GODOCKER_SECRET_AT" -lt "$GODOCKER_SECRET_OF" ]; do
  ( umask 377 && eval 'printf %s "$GODOCKER_SECRET_'"$GODOCKER_SECRET_AT"'"' >"$GODOCKER_SECRETS_DIR/$1" ) || exit 126
  unset "GODOCKER_SECRET_$GODOCKER_SECRET_AT"
  GODOCKER_SECRET_AT=$((GODOCKER_SECRET_AT + 1))
  shift
done
unset GODOCKER_SECRET_OF GODOCKER_SECRET_AT
exec "$@"`;

/** The program with its secret files, and the variables that bring them. */
export function withSecretFiles(
  argv: Argv,
  files: readonly { readonly name: string; readonly value: string }[],
): { readonly argv: Argv; readonly variables: Readonly<Record<string, string>> } {
  if (files.length === 0) return { argv, variables: {} };
  const names = files.map(({ name }) => name);
  return {
    argv: ["/bin/sh", "-c", SECRETS, "sh", String(files.length), ...names, ...argv],
    variables: Object.fromEntries(files.map(({ value }, k) => [secretVariable(k), value])),
  };
}

/** Sends the signal to what the shell becomes; from a process that is no child of that, so that it waits for nothing. */
const WARNING = `
( ( sleep "$1" && kill -s "$2" "$$" ) </dev/null >/dev/null 2>&1 & )
shift 2
exec "$@"`;

export function withWarning(
  argv: Argv,
  { name, beforeSeconds }: WarningSignal,
  walltimeSeconds: number,
): Argv {
  return [
    "/bin/sh",
    "-c",
    WARNING,
    "sh",
    String(Math.max(1, walltimeSeconds - beforeSeconds)),
    name,
    ...argv,
  ];
}
