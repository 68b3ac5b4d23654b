import type { MasterEvent } from "../../../proto/generated/types.ts";
import { describeEvent, describeState } from "./operator-views.ts";
import type { Master, OperatorEvent } from "../state/state.ts";

export interface OperatorStream {
  send(event: MasterEvent): void;
  end(): void;
}

export interface OperatorStreams {
  add(stream: OperatorStream): void;
  remove(stream: OperatorStream): void;
  publish(event: OperatorEvent): void;
}

/** Beyond this number the oldest is closed. Source: Mesos, `--max_operator_event_stream_subscribers`. */
const STREAMS_MAX = 1000;

/** The subscribers of `POST /api/v1` SUBSCRIBE. */
export function createOperatorStreams(master: () => Master): OperatorStreams {
  const streams = new Set<OperatorStream>();
  return {
    add(stream) {
      const interval = master().settings.heartbeatIntervalMs;
      stream.send({
        type: "SUBSCRIBED",
        subscribed: { get_state: describeState(master()), heartbeat_interval_seconds: interval / 1000 },
      });
      stream.send({ type: "HEARTBEAT" });
      const timer = setInterval(() => {
        if (streams.has(stream)) stream.send({ type: "HEARTBEAT" });
        else clearInterval(timer);
      }, interval);
      timer.unref();
      streams.add(stream);
      const [oldest] = streams;
      if (streams.size > STREAMS_MAX && oldest !== undefined) {
        streams.delete(oldest);
        oldest.end();
      }
    },
    remove(stream) {
      streams.delete(stream);
    },
    publish(event) {
      if (streams.size === 0) return;
      const described = describeEvent(event);
      for (const stream of streams) stream.send(described);
    },
  };
}
