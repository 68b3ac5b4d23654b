// What a master and agents have to do to be taken for Mesos: the numbered checks that tests name in their titles, as
// `[M-12]`. `scripts/pages/mesos-checks.ts` writes docs/reference/mesos-checks.md from here.

export interface MesosCheck {
  readonly number: number;
  readonly text: string;
  /** Why no test proves it. A check has this or tests, never both. */
  readonly unproven?: string;
}

export const MESOS_CHECKS: readonly MesosCheck[] = [
  {
    number: 1,
    text: "The scheduler API is served by POST alone, at both its paths; other methods get 405 and `Allow`.",
  },
  {
    number: 2,
    text: "A scheduler's call is checked in Mesos' order and refused with Mesos' status and text.",
  },
  { number: 3, text: "Bodies and streams are JSON or protobuf; a client that takes both gets JSON." },
  { number: 4, text: "Content-Type is compared exactly: parameters and capitals get 415." },
  {
    number: 5,
    text: "Unknown JSON members are ignored, wrong kinds refused, missing required fields listed.",
  },
  {
    number: 6,
    text: "JSON is written with snake_case names and numbers, never camelCase or numbers in quotes.",
  },
  {
    number: 7,
    text: "SUBSCRIBE is answered 200, chunked, with a stream id and the type that was asked for.",
  },
  { number: 8, text: "Events are framed by their length in bytes." },
  { number: 9, text: "A stream begins with SUBSCRIBED and a heartbeat, and heartbeats go on as announced." },
  {
    number: 10,
    text: "A SUBSCRIBE that is refused gets one ERROR event within a 200, then the end of the stream.",
  },
  { number: 11, text: "Ids have Mesos' forms; an offer id is never used twice." },
  { number: 12, text: "A framework may choose its id, and come back with the one it has." },
  {
    number: 13,
    text: "A second subscription ends the first with `Framework failed over` and voids its offers.",
  },
  { number: 14, text: "Every call but SUBSCRIBE must carry the id of the current stream." },
  {
    number: 15,
    text: "Calls are refused with 403 while a framework is disconnected, with 400 when it is unknown.",
  },
  {
    number: 16,
    text: "A framework that stays away longer than its failover_timeout is removed and cannot come back.",
  },
  {
    number: 17,
    text: "User and checkpoint stay as they were at a re-subscription and are refused in an update; the principal never changes.",
  },
  { number: 18, text: "UPDATE_FRAMEWORK is answered 200 or refused, every other call 202." },
  { number: 19, text: "Roles, suppressed roles, offer filters and constraints are validated." },
  {
    number: 20,
    text: "What is free on an agent is offered as a whole to one role, in cycles and after REVIVE.",
  },
  {
    number: 21,
    text: "Filters refuse what is no more than the declined, for 5 s unless told otherwise; REVIVE and a disconnection clear them.",
  },
  { number: 22, text: "Suppressed roles get no offers." },
  { number: 23, text: "Minimal allocatable resources and offer constraints of a framework are honoured." },
  {
    number: 24,
    text: "Offers hide what a framework's capabilities do not cover, and are written in the format it knows.",
  },
  { number: 25, text: "Offers tell host, address, attributes, executors and unavailability of their agent." },
  {
    number: 26,
    text: "Offers are rescinded after the offer timeout, and when their agent is lost, deactivated or drained.",
  },
  {
    number: 27,
    text: "The offers of an ACCEPT are checked in order; a wrong one discards them all and drops the tasks.",
  },
  {
    number: 28,
    text: "Tasks are validated in order; an invalid one is TASK_ERROR without uuid and harms no other.",
  },
  { number: 29, text: "Of a task group all tasks are launched or none." },
  {
    number: 30,
    text: "Each task takes its resources from the offers of the call; the rest goes back with the filter.",
  },
  {
    number: 31,
    text: "RESERVE, UNRESERVE, CREATE and DESTROY take effect within the ACCEPT that holds them, or tell the error.",
  },
  { number: 32, text: "An operation id on LAUNCH is refused." },
  { number: 33, text: "A task is staging until its first update, and reconciled as such." },
  {
    number: 34,
    text: "Updates of a task carry source, a version-4 uuid, time, agent, executor and container.",
  },
  {
    number: 35,
    text: "Updates of a task go out one by one and are repeated, less and less often, until acknowledged.",
  },
  { number: 36, text: "The end of a task frees its resources; its acknowledgement makes it forgotten." },
  { number: 37, text: "An acknowledgement counts for the agent and the update it names only." },
  { number: 38, text: "Updates made by the master carry no uuid." },
  { number: 39, text: "The message of an end names exit status or signal in Mesos' words." },
  {
    number: 40,
    text: "KILL reaches known tasks, reconciles unknown ones, keeps grace periods and can be repeated.",
  },
  { number: 41, text: "SHUTDOWN ends an executor, MESSAGE may be dropped, REQUEST is ignored." },
  {
    number: 42,
    text: "Reconciliation answers for every kind of task it is asked about; without a list, for all of them.",
  },
  { number: 43, text: "After a restart of the master nothing is said about agents that are not back yet." },
  {
    number: 44,
    text: "Agents can be disconnected, unreachable, back, gone and drained, with the answers for new and old frameworks.",
  },
  {
    number: 45,
    text: "FAILURE tells every framework of a removed agent, and the owner of an ended executor.",
  },
  { number: 46, text: "TEARDOWN kills the tasks, ends the stream and is remembered." },
  { number: 47, text: "Maintenance sends inverse offers and keeps the answers." },
  { number: 48, text: "A task that outgrows its memory ends, and its update tells the limitation." },
  {
    number: 49,
    text: "max_completion_time, kill policies, checks and health checks are honoured.",
    unproven:
      "the agent refuses tasks with checks or health checks, with a message; max_completion_time and kill policies are honoured and tested in cluster.test.ts",
  },
  { number: 50, text: "A task runs in a sandbox with its output, URIs and environment." },
  { number: 51, text: "Container types that cannot be run fail with a message." },
  {
    number: 52,
    text: "A master that does not lead redirects with 307, or answers 503 when nobody leads or it is not ready.",
  },
  { number: 53, text: "/redirect leads to the leading master." },
  { number: 54, text: "The operator's calls and the old endpoints are served, with jsonp." },
  { number: 55, text: "/files serves sandboxes in pieces and nothing outside them." },
  { number: 56, text: "The agent serves files, containers and sessions, with the header rules of streams." },
  {
    number: 57,
    text: "Credentials are asked for by realm; without being told otherwise only this machine is listened to.",
  },
  { number: 58, text: "Operators can subscribe to a stream of events." },
  { number: 59, text: "Tests can order faults: lost, late, repeated and cut messages." },
  {
    number: 60,
    text: "Agents keep tasks and updates over a restart; the master learns them from the agents again.",
  },
];
