import type { ServerResponse } from "node:http";
import { encodeJson, encodeProtobuf } from "../../proto/codec.ts";
import { encodeRecord } from "../../proto/recordio.ts";
import type { MasterEvent, SchedulerEvent } from "../../proto/generated/types.ts";
import type { MediaType } from "../http/media-types.ts";
import type { EventStream } from "./state.ts";

/** A reader that lets this much pile up is cut off. */
const BACKLOG_BYTES_MAX = 64 * 1024 * 1024;

/** Answers SUBSCRIBE: a stream of scheduler events. `onClose` is called once, whoever ended it. */
export function openEventStream(
  id: string,
  response: ServerResponse,
  type: MediaType,
  onClose: () => void,
): EventStream {
  const write = openRecords(response, type, { "Mesos-Stream-Id": id }, onClose);
  return {
    id,
    send: (event: SchedulerEvent) => {
      write(
        type === "application/json"
          ? encodeJson("mesos.v1.scheduler.Event", event)
          : encodeProtobuf("mesos.v1.scheduler.Event", event),
      );
    },
    end: () => response.end(),
  };
}

/** The same for operators. */
export function openOperatorStream(
  response: ServerResponse,
  type: MediaType,
  onClose: () => void,
): { send(event: MasterEvent): void; end(): void } {
  const write = openRecords(response, type, {}, onClose);
  return {
    send: (event) => {
      write(
        type === "application/json"
          ? encodeJson("mesos.v1.master.Event", event)
          : encodeProtobuf("mesos.v1.master.Event", event),
      );
    },
    end: () => response.end(),
  };
}

function openRecords(
  response: ServerResponse,
  type: MediaType,
  headers: Readonly<Record<string, string>>,
  onClose: () => void,
): (payload: string | Uint8Array) => void {
  response.writeHead(200, { "Content-Type": type, ...headers });
  response.flushHeaders();
  response.socket?.setNoDelay(true);
  response.socket?.setKeepAlive(true, 30_000);
  response.on("close", onClose);
  response.on("error", onClose);
  return (payload) => {
    if (response.writableEnded || response.destroyed) return;
    if (response.writableLength > BACKLOG_BYTES_MAX) response.destroy();
    else response.write(encodeRecord(payload));
  };
}
