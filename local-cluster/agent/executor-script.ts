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
 * - `outcome` holds `exited N` or `signalled N`; it appears at once and whole, before anybody can notice the end.
 *
 * The shell's exit status alone cannot tell `exit 137` from a death by SIGKILL; `jobs` can. A trap on CHLD makes
 * both dash and bash come back from `wait` while the job is still listed. TERM and its like are caught, not
 * ignored: ignored signals would be ignored in the command too.
 */
export const EXECUTOR_SCRIPT = `
meta=$1 setsid=$2 mv=$3
shift 3
trap : CHLD TERM INT HUP QUIT PIPE USR1 USR2
start_of_this='read -r line <"/proc/$$/stat"; rest=\${line##*) }; n=0
while [ $n -lt 19 ]; do rest=\${rest#* }; n=$((n + 1)); done
start=\${rest%% *}'
begin=$start_of_this'
echo "$$ $start" >"$0/command.pid"
{ echo started >&3; } 2>/dev/null
exec 3>&-
unset line rest n start
exec "$@"'
eval "$start_of_this"
set -C
{ echo "$$ $start" >"$meta/executor.pid"; } 2>/dev/null || exit 0
set +C
"$setsid" /bin/sh -c "$begin" "$meta" "$@" &
child=$!
exec 3>&-
while :; do
  wait "$child"
  code=$?
  if [ "$code" -le 128 ]; then
    outcome="exited $code"
    break
  fi
  jobs -l >"$meta/jobs" 2>/dev/null
  state=
  read -r state <"$meta/jobs"
  case $state in
    *Running*) continue ;;
    *"Done("*) code=\${state##*Done(}; outcome="exited \${code%%)*}"; break ;;
    *"Exit "*) code=\${state##*Exit }; outcome="exited \${code%% *}"; break ;;
    *Done*) outcome="exited 0"; break ;;
  esac
  wait "$child" 2>/dev/null
  again=$?
  [ "$again" -eq 127 ] || code=$again
  outcome="signalled $((code - 128))"
  case $state in *"core dumped"*) outcome="$outcome core" ;; esac
  break
done
echo "$outcome" >"$meta/outcome.tmp"
"$mv" -f "$meta/outcome.tmp" "$meta/outcome"
kill -s KILL -- "-$child" 2>/dev/null
exit 0
`;
