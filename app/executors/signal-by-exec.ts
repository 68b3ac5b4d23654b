import { parseTaskId } from "../../jobs/life/job.ts";
import type { WarningSignalName } from "../../jobs/spec/spec.ts";
import {
  ExecRefusedError,
  TaskAccessError,
  type ExecCommand,
  type ExecSession,
  type TaskAddress,
} from "../../offers/task-access.ts";

/**
 * Looks through the processes that this account may see for those that have the task's marks in their environment, and
 * sends the signal to the one that began first: it is the program, by whatever it was started. Commands that were
 * started beside it, and executors of Mesos, are none. On a machine that another installation uses, too, the sandbox
 * tells their tasks apart.
 */
const SCRIPT = `
signal=$1
shift
if [ -n "$MESOS_SANDBOX" ]; then set -- "$@" "MESOS_SANDBOX=$MESOS_SANDBOX"; fi
line='
'
marks() { tr '\\0' '\\n' <"/proc/$1/environ"; }
begins() { read -r begins <"/proc/$1/stat" && begins=\${begins##*) } && set -- $begins && begins=\${20}; }
tr a a </dev/null || exit 127
best= least=
for at in /proc/[0-9]*; do
  pid=\${at#/proc/}
  all=$line$(marks "$pid" 2>/dev/null)$line
  case $all in *"\${line}GODOCKER_EXEC="*) continue ;; esac
  for mark do
    case $all in *"$line$mark$line"*) ;; *) continue 2 ;; esac
  done
  read -r name <"$at/comm" 2>/dev/null || continue
  case $name in mesos-*) continue ;; esac
  begins "$pid" 2>/dev/null || continue
  if [ -z "$best" ] || [ "$begins" -lt "$least" ] || { [ "$begins" -eq "$least" ] && [ "$pid" -lt "$best" ]; }; then
    best=$pid least=$begins
  fi
done
[ -n "$best" ] || exit 3
kill -s "$signal" "$best"`;

const NOT_THERE = 3;
const NOT_EXECUTABLE = 126;
const NO_PROGRAM = 127;
const OUTPUT_BYTES_MAX = 2000;
/** It is the work of a moment; an agent that is stuck must not hold a request for ever. */
const LONGEST_MS = 30_000;

/**
 * Sends a signal to the program of a task by a command beside it.
 * @throws ExecRefusedError, TaskAccessError
 */
export async function signalByExec(
  exec: (task: TaskAddress, command: ExecCommand) => Promise<ExecSession>,
  task: TaskAddress,
  name: WarningSignalName,
): Promise<void> {
  const session = await exec(task, {
    argv: ["/bin/sh", "-c", SCRIPT, "sh", name, ...marksOf(task)],
    env: { GODOCKER_EXEC: "signal" },
  });
  const timer = setTimeout(() => void session.close(), LONGEST_MS);
  try {
    await session.end();
    let said = "";
    for await (const { bytes } of session.output)
      if (said.length < OUTPUT_BYTES_MAX) said += Buffer.from(bytes).toString();
    const end = await session.ended;
    if ("signal" in end)
      throw new TaskAccessError(`the command that should send it was ended: ${said.trim()}`);
    const { exitCode } = end;
    if (exitCode === 0) return;
    if (exitCode === NOT_THERE) throw new ExecRefusedError("not_running", "its program does not run there");
    if (exitCode === NO_PROGRAM || exitCode === NOT_EXECUTABLE)
      throw new ExecRefusedError("unsupported", "its image has no shell, or no tr, to send one with");
    throw new ExecRefusedError("refused", `it could not be sent: ${said.trim().slice(0, OUTPUT_BYTES_MAX)}`);
  } finally {
    clearTimeout(timer);
    await session.close();
  }
}

/** What of its environment no other task has. */
function marksOf({ taskId }: TaskAddress): readonly string[] {
  const id = parseTaskId(taskId);
  if (id === undefined) throw new TaskAccessError(`${taskId} is no task of this installation`);
  return [
    `GODOCKER_JOB_ID=${id.job}`,
    `GODOCKER_ATTEMPT=${id.attempt}`,
    ...(id.index === undefined ? [] : [`GODOCKER_ARRAY_INDEX=${id.index}`]),
  ];
}
