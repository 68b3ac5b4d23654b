import type { ServerResponse } from "node:http";
import type { MasterEvent } from "../../../proto/generated/types.ts";
import type { MediaType } from "../../http/media-types.ts";
import { openRecordStream } from "../../http/record-stream.ts";
import type { RecordStream } from "../../http/record-stream.ts";
import type { EventStream } from "./state.ts";

/** Answers SUBSCRIBE: a stream of scheduler events. `onClose` is called once, whoever ended it. */
export function openEventStream(
  id: string,
  response: ServerResponse,
  type: MediaType,
  onClose: () => void,
): EventStream {
  const headers = { "Mesos-Stream-Id": id };
  return { id, ...openRecordStream("mesos.v1.scheduler.Event", response, type, headers, onClose) };
}

/** The same for operators. */
export function openOperatorStream(
  response: ServerResponse,
  type: MediaType,
  onClose: () => void,
): RecordStream<MasterEvent> {
  return openRecordStream("mesos.v1.master.Event", response, type, {}, onClose);
}
