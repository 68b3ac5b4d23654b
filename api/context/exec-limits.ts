/** How long things about a command in a job may take, in milliseconds. */
export interface ExecLimits {
  /** From the connection to the first frame. */
  readonly startMs: number;
  /** Without a byte of input or output, for a command with a terminal: somebody may have left it alone. */
  readonly idleMs: number;
  /** From the beginning to the end. */
  readonly longestMs: number;
  /** Between two signs of life that the client must give. */
  readonly heartbeatMs: number;
  /** Between two looks at the client's token. */
  readonly recheckMs: number;
}

export const EXEC_LIMITS: ExecLimits = {
  startMs: 10_000,
  idleMs: 30 * 60_000,
  longestMs: 12 * 3_600_000,
  heartbeatMs: 15_000,
  recheckMs: 2500,
};
