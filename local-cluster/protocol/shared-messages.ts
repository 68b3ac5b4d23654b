import type { AgentMessage, AgentRegistration, MasterCommand } from "./messages.ts";

/**
 * One connection for many agents of one process; what is said is the same as in `messages.ts`.
 *
 * The process POSTs `{}` to `CHANNEL_PATH`; the answer is an endless stream of `ChannelLine`, the first of them
 * `opened`. Registrations and messages of all its agents it POSTs to `CHANNEL_MESSAGES_PATH`, one request at a
 * time. In a channel an agent is a seat: a number the process chose. Every registration of a seat is a new turn.
 */
export const CHANNEL_PATH = "/internal/channels";
export const CHANNEL_MESSAGES_PATH = "/internal/channels/messages";

export interface ChannelMessages {
  readonly channel: string;
  readonly registrations: readonly SeatRegistration[];
  readonly messages: readonly SeatMessages[];
}

export interface SeatRegistration {
  readonly seat: number;
  readonly turn: number;
  readonly registration: AgentRegistration;
}

export interface SeatMessages {
  readonly seat: number;
  readonly turn: number;
  readonly messages: readonly AgentMessage[];
}

export type ChannelLine =
  | { readonly type: "opened"; readonly channel: string }
  | {
      readonly type: "command";
      readonly seat: number;
      readonly turn: number;
      /** Grows within a turn; see `NumberedCommand`. */
      readonly number: number;
      readonly command: MasterCommand;
    }
  /** The turn is over: the agent has to register again. */
  | { readonly type: "ended"; readonly seat: number; readonly turn: number };
