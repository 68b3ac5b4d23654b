/** Exit status of a command that could not enter its control groups, told before it is said to have started. */
export const NOT_ENTERED = 125;

/**
 * The executor of a task: a shell process that outlives the agent and everything above it.
 *
 * Arguments: the directory for its files, the path of `setsid`, the path of `mv`, then the command's words.
 * Its standard output and error are the task's; descriptor 3 takes one line when the command starts.
 *
 * - `executor.pid` holds the executor's pid and start time. It is created exclusively: an agent that comes back
 *   and finds no such file creates it itself, and an executor that was about to start then ends without
 *   running anything. So a task runs once or not at all.
 * - `command.pid` holds the command's pid, which is also its process group and session. It is written inside the
 *   new session, just before the command takes over: who reads it can signal the group.
 * - `doors` names files of control groups, one a line. The command's process enters each before it becomes the
 *   command; if it cannot, it does not run at all: a task without its limits would be its neighbours' loss.
 * - `outcome` holds `exited N` or `signalled N`; it appears at once and whole, before anybody can notice the end.
 *
 * The shell's exit status alone cannot tell `exit 137` from a death by SIGKILL; `jobs` can. A trap on CHLD makes
 * both dash and bash come back from `wait` while the job is still listed; with 145, as if it had died by CHLD. TERM and its like are caught, not
 * ignored: ignored signals would be ignored in the command too. Names begin with two underscores, because a variable
 * of the task's environment that was called the same would reach the command changed.
 *
 * `GODOCKER_EXEC` in its own environment, and not in the command's, tells those who look through processes that it is
 * not the program of the task.
 */
export const EXECUTOR_SCRIPT = `
unset GODOCKER_EXEC
__meta=$1 __setsid=$2 __mv=$3
shift 3
trap : CHLD TERM INT HUP QUIT PIPE USR1 USR2
__find_start='read -r __rest <"/proc/$$/stat"; __rest=\${__rest##*) }; __n=0
while [ $__n -lt 19 ]; do __rest=\${__rest#* }; __n=$((__n + 1)); done
__start=\${__rest%% *}'
__begin=$__find_start'
echo "$$ $__start" >"$0/command.pid"
if [ -e "$0/doors" ]; then
  while read -r __door; do echo $$ >"$__door" || exit ${NOT_ENTERED}; done <"$0/doors"
fi
trap : PIPE
{ echo started >&3; } 2>/dev/null
exec 3>&-
exec "$@"'
eval "$__find_start"
set -C
{ echo "$$ $__start" >"$__meta/executor.pid"; } 2>/dev/null || exit 0
set +C
"$__setsid" /bin/sh -c "$__begin" "$__meta" "$@" &
__child=$!
exec 3>&-
while :; do
  wait "$__child"
  __code=$?
  if [ "$__code" -le 128 ]; then
    __outcome="exited $__code"
    break
  fi
  jobs -l >"$__meta/jobs" 2>/dev/null
  __state=
  read -r __state <"$__meta/jobs"
  case $__state in
    *Running*) continue ;;
    *"Done("*) __code=\${__state##*Done(}; __outcome="exited \${__code%%)*}"; break ;;
    *"Exit "*) __code=\${__state##*Exit }; __outcome="exited \${__code%% *}"; break ;;
    *Done*) __outcome="exited 0"; break ;;
  esac
  while wait "$__child" 2>/dev/null; __again=$?; [ "$__again" -eq 145 ]; do :; done
  [ "$__again" -eq 127 ] || __code=$__again
  __outcome="signalled $((__code - 128))"
  case $__state in *"core dumped"*) __outcome="$__outcome core" ;; esac
  break
done
echo "$__outcome" >"$__meta/outcome.tmp"
"$__mv" -f "$__meta/outcome.tmp" "$__meta/outcome"
kill -s KILL -- "-$__child" 2>/dev/null
exit 0
`;
