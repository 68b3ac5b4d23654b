/** Bounds and times of the framework; each has a default that suits a real cluster. */
export interface MesosLimits {
  /** Calls that wait for the master, at most; one more, and the session is given up. */
  readonly callQueueMax: number;
  /** Longest event in bytes. */
  readonly recordBytesMax: number;
  readonly connectTimeoutMs: number;
  /** From SUBSCRIBE to its answer and first event. */
  readonly answerTimeoutMs: number;
  readonly callTimeoutMs: number;
  /** So many intervals of heartbeats without any byte, and the session is dead. */
  readonly heartbeatsMissedMax: number;
  /** Interval of heartbeats of a master that does not tell it, or tells one beyond the bounds. */
  readonly heartbeatMs: number;
  readonly heartbeatMinMs: number;
  readonly heartbeatMaxMs: number;
  readonly redirectHopsMax: number;
  /** Bounds of the first wait for a new subscription, and of every later one. */
  readonly backoffFirstMs: number;
  readonly backoffMaxMs: number;
  /** The same while a person must act, such as on refused credentials. */
  readonly slowFirstMs: number;
  readonly slowMaxMs: number;
  /** For how long ZooKeeper may be out of reach within one session. */
  readonly zooKeeperSessionMs: number;
  /** Pause between two changes of which offers we wish for. */
  readonly wishIntervalMs: number;
  /** For how long a wish is kept after it was last made. */
  readonly wishKeepMs: number;
  readonly inventoryIntervalMs: number;
  readonly inventoryTimeoutMs: number;
  readonly inventoryBytesMax: number;
  /** How long `stop` waits for calls that are under way. */
  readonly stopFlushMs: number;
}

const MIB = 1024 * 1024;

/** Source of the times: Mesos documentation, scheduler HTTP API, and the constants of its own client library. */
export const DEFAULT_LIMITS: MesosLimits = {
  callQueueMax: 10_000,
  recordBytesMax: 64 * MIB,
  connectTimeoutMs: 10_000,
  answerTimeoutMs: 30_000,
  callTimeoutMs: 75_000,
  heartbeatsMissedMax: 5,
  heartbeatMs: 15_000,
  heartbeatMinMs: 1000,
  heartbeatMaxMs: 300_000,
  redirectHopsMax: 5,
  backoffFirstMs: 250, // a new leader needs about so long for its registry
  backoffMaxMs: 15_000,
  slowFirstMs: 120_000,
  slowMaxMs: 300_000,
  zooKeeperSessionMs: 10_000,
  wishIntervalMs: 5000,
  wishKeepMs: 60_000,
  inventoryIntervalMs: 5000,
  inventoryTimeoutMs: 30_000,
  inventoryBytesMax: 64 * MIB,
  stopFlushMs: 2000,
};
