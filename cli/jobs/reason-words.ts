import type { Reason } from "../../jobs/life/job.ts";

/** What stands behind the state of a job: what it means, and what one can do. */
export const REASONS: Readonly<Record<Reason | "Unreachable", string>> = {
  Accepted: "The cluster has the job and is about to start it. Nothing is to be done.",
  Backoff:
    "An attempt failed, and the next one waits a little, longer each time. `godocker show ID` lists the attempts.",
  ByUser: "Its owner cancelled it. `godocker submit` with the same script runs it again.",
  CancelRequested: "It was asked to end, got TERM, and has its grace period to do so; then it gets KILL.",
  DeadlineReached:
    "Its deadline passed while it ran: it got TERM, and has its grace period to end by itself.",
  Deadline: "Its deadline passed before it had ended.",
  DependencyFailed:
    "A job that it waited for ended in another way than it needed, so it never ran. Fix that one and submit both again; `--after ID:any` waits for any end.",
  ExitCode: "Its program ended with an exit code other than 0. `godocker logs --stderr ID` tells most.",
  GangIncomplete:
    "Another task of its gang did not start, so it was stopped; all of them start again together, without counting the attempt.",
  HeldByAdmin: "An administrator holds it back; only they can release it.",
  HeldByUser: "It is held back until: godocker release ID.",
  ImagePull:
    "Its image could not be fetched. See that the name and the tag are right and that the nodes reach the registry.",
  Launch:
    "The cluster could not start it: a volume, an image or a program was not there. The message of the attempt says which.",
  LaunchDropped: "The cluster never started it, and it is tried again without counting the attempt.",
  Maintenance: "Its node goes into maintenance, so it was stopped and is tried again elsewhere.",
  NodeLost:
    "The node it ran on went away. It is tried again unless `--retry 1` or `--retry-on` says otherwise.",
  OutOfMemory:
    "It took more memory than it asked for and was killed. Ask for more with --memory, or `--retry-on oom`.",
  Preempted:
    "It may be stopped for others (--preemptible), and it was: an account below its share needed the room, or the cluster did. The message of the attempt says which.",
  Refused: "The cluster refuses to take tasks from this scheduler; its log and `godocker doctor` say why.",
  Signal: "A signal ended its program: 9 is KILL, 11 a fault in the program, 15 TERM.",
  SuspendedByAdmin: "An administrator paused it; only they can let it go on.",
  SuspendedByUser: "It is paused: its memory is kept, and it uses no cpu.",
  Unreachable: "The node it runs on does not answer just now; whether the job goes on there is not known.",
  WalltimeReached: "It reached its time limit: it got TERM, and has its grace period to end by itself.",
  Walltime: "It ran longer than its time limit. Ask for more with --time.",
};
