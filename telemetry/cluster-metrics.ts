import type { Instruments } from "./instruments.ts";

/** How a cluster has a scheduler of ours; read when metrics are asked for. */
export interface ClusterReading {
  readonly executor: string;
  readonly state: "connected" | "disconnected" | "refused" | "superseded";
  readonly offersHeld: number;
}

/** The session with a Mesos master; read when metrics are asked for. */
export interface MesosReading {
  readonly subscribed: boolean;
  /** Seconds since the last byte of the stream, and since the session began. Absent without a session. */
  readonly heartbeatAgeSeconds?: number;
  readonly sessionAgeSeconds?: number;
  /** Calls that wait for the master. */
  readonly callsWaiting: number;
}

/** What a scheduler counts of its clusters. Labels come from closed sets. */
export interface ClusterMetrics {
  /** Asked whenever metrics are. */
  readClusters(read: () => readonly ClusterReading[]): void;
  readMesos(read: () => MesosReading | undefined): void;
  /** What the Mesos framework counts by itself, by its own names. */
  mesosCount(what: string, by: number): void;
  launched(tasks: number): void;
  launchCame(outcome: LaunchOutcome): void;
  taskEnded(state: string, reason: string): void;
  offersReceived(count: number): void;
  offersAccepted(count: number): void;
  /** @param cause  what most of what waits lacked in them */
  offersDeclined(cause: string, count: number): void;
  /** From an offer to its answer. */
  offerHeld(seconds: number): void;
  offersRescinded(count: number): void;
  offerCall(call: "suppress" | "revive" | "want"): void;
  /** `stale_epoch`: of a task that was given up, and is killed; `duplicate`: it changed nothing. */
  statusUpdate(state: string, outcome: "applied" | "duplicate" | "stale_epoch" | "unknown_task"): void;
  /** `tasks`: 0 for all that the cluster knows of. */
  reconciled(tasks: number): void;
  killed(): void;
  /** Asked for: an agent keeps something for one of our purposes, or gives it back. */
  reserved(): void;
  released(reservations: number): void;
  operation(state: "done" | "failed" | "unknown"): void;
  operationsAsked(count: number): void;
  maintenanceAnswered(accepted: boolean, requests: number): void;
  /** The registration is gone, and all tasks with it. */
  removed(executor: string): void;
}

/** `failed`: it did not begin, and the attempt counts; `bounced`: it did not, and the attempt is free. */
export type LaunchOutcome = "running" | "failed" | "bounced";

export function clusterMetrics({ gauge, counter, histogram }: Instruments): ClusterMetrics {
  let clusters: () => readonly ClusterReading[] = () => [];
  let mesos: () => MesosReading | undefined = () => undefined;

  gauge("executor_up", "1 while the cluster is connected.", ["executor"], (up) => {
    for (const { executor, state } of clusters()) up.labels(executor).set(state === "connected" ? 1 : 0);
  });
  const refusals = "1 while the cluster will not have us and a person must act.";
  gauge("executor_refused", refusals, ["executor", "cause"], (refused) => {
    for (const { executor, state } of clusters())
      for (const cause of ["refused", "superseded"])
        refused.labels(executor, cause).set(state === cause ? 1 : 0);
  });
  gauge("offers_outstanding", "Offers held now.", [], (outstanding) => {
    outstanding.set(clusters().reduce((sum, { offersHeld }) => sum + offersHeld, 0));
  });
  gauge("mesos_subscribed", "1 while the framework is subscribed with a master.", [], (subscribed) => {
    subscribed.set(mesos()?.subscribed === true ? 1 : 0);
  });
  const age = "Age of the last byte from the master; 0 without a session.";
  gauge("mesos_heartbeat_age_seconds", age, [], (heartbeat) => {
    heartbeat.set(mesos()?.heartbeatAgeSeconds ?? 0);
  });
  const since = "Age of the session with the master; 0 without one.";
  gauge("mesos_session_age_seconds", since, [], (session) => session.set(mesos()?.sessionAgeSeconds ?? 0));
  gauge("mesos_calls_waiting", "Calls that wait for the master.", [], (waiting) => {
    waiting.set(mesos()?.callsWaiting ?? 0);
  });
  const events = counter("mesos_events_total", "What the framework met on its way to Mesos.", ["what"]);
  const reconnects = counter("mesos_reconnects_total", "Subscriptions with a master, after the first.");
  let subscriptions = 0;
  const launches = counter("launches_total", "Tasks told to a cluster, and what came of it.", ["outcome"]);
  const ended = counter("tasks_ended_total", "Tasks that ended, by how.", ["state", "reason"]);
  const received = counter("offers_received_total", "Offers received.");
  const accepted = counter("offers_accepted_total", "Offers used, for tasks or reservations.");
  const declined = counter("offers_declined_total", "Offers declined, by what they lacked.", ["cause"]);
  const rescinded = counter("offers_rescinded_total", "Offers that the cluster took back.");
  const hold = histogram("offer_hold_seconds", "From an offer to the answer.");
  const offerCalls = counter("offer_calls_total", "What was said about offers in general.", ["call"]);
  const updates = counter("status_updates_total", "Status updates of tasks.", ["state", "outcome"]);
  const rounds = counter("reconcile_rounds_total", "How often the cluster was asked where tasks stand.", [
    "kind",
  ]);
  const asked = counter("reconcile_tasks_total", "Tasks that the cluster was asked for by name.");
  const kills = counter("kills_total", "How often a task was told to end.");
  const reserved = counter("reservations_made_total", "How often resources of an agent were reserved.");
  const released = counter("reservations_released_total", "Reservations given back, orphans included.");
  const operations = counter("operations_total", "What came of reserving and giving back.", ["state"]);
  const operationsAsked = counter("operations_asked_total", "Operations whose outcome was asked for.");
  const maintenance = counter("maintenance_answers_total", "Whether we can leave an agent in time.", [
    "answer",
  ]);
  const removals = counter("executor_removed_total", "Registrations that the cluster has removed.", [
    "executor",
  ]);

  return {
    readClusters: (read) => {
      clusters = read;
    },
    readMesos: (read) => {
      mesos = read;
    },
    mesosCount: (what, by) => {
      events.labels(what).inc(by);
      if (what !== "subscriptions") return;
      reconnects.inc(subscriptions === 0 ? by - 1 : by);
      subscriptions += by;
    },
    launched: (tasks) => launches.labels("told").inc(tasks),
    launchCame: (outcome) => launches.labels(outcome).inc(),
    taskEnded: (state, reason) => ended.labels(state, reason).inc(),
    offersReceived: (count) => received.inc(count),
    offersAccepted: (count) => accepted.inc(count),
    offersDeclined: (cause, count) => declined.labels(cause).inc(count),
    offerHeld: (seconds) => hold.observe(seconds),
    offersRescinded: (count) => rescinded.inc(count),
    offerCall: (call) => offerCalls.labels(call).inc(),
    statusUpdate: (state, outcome) => updates.labels(state, outcome).inc(),
    reconciled: (tasks) => {
      rounds.labels(tasks === 0 ? "implicit" : "explicit").inc();
      asked.inc(tasks);
    },
    killed: () => kills.inc(),
    reserved: () => reserved.inc(),
    released: (reservations) => released.inc(reservations),
    operation: (state) => operations.labels(state).inc(),
    operationsAsked: (count) => operationsAsked.inc(count),
    maintenanceAnswered: (yes, requests) => maintenance.labels(yes ? "accepted" : "declined").inc(requests),
    removed: (executor) => removals.labels(executor).inc(),
  };
}
