import type { FilePart } from "../../offers/task-access.ts";
import { KubernetesError, type KubernetesApi } from "./api.ts";
import { CONTAINER } from "./kubernetes-options.ts";

type Stream = "stdout" | "stderr";

/** A second of one stream's log, to begin to read at. */
interface Place {
  /** What was written before it is not asked for; "": all is. RFC 3339, in whole seconds: Kubernetes takes no others. */
  readonly since: string;
  /** So many bytes come before it. */
  readonly offset: number;
}

interface Known {
  place: Place;
  /** Most bytes that were ever seen: less means that the node threw the beginning away. */
  size: number;
}

const START: Place = { since: "", offset: 0 };
/** So much is read again and again before a later place is looked for. */
const PLACE_EVERY_BYTES = 512 * 1024;
/** Streams whose places are remembered. */
const LOGS_MAX = 2000;
/** A second that is so long ago has all its lines. */
const SETTLED_MS = 5000;
/** As agents write it before each line. Source: Kubernetes, RFC3339NanoFixed. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z $/;
const TIME_LENGTH = "2030-01-31T15:04:05.123456789Z ".length;

/**
 * Output by its offset, which Kubernetes does not know. Without times it gives every byte; with them it may put one into
 * the middle of a line. So bytes are read without, from a place that is found with them.
 *
 * A cluster without the feature `PodLogsQuerySplitStreams` mixes both streams: then all of it is `stdout`.
 */
export class PodLogs {
  readonly #api: KubernetesApi;
  readonly #podsPath: string;
  readonly #known = new Map<string, Known>();
  #isMixed = false;

  constructor(api: KubernetesApi, podsPath: string) {
    this.#api = api;
    this.#podsPath = podsPath;
  }

  /**
   * @returns `undefined` when its container has not begun
   * @throws KubernetesError  404 when there is no such pod
   */
  async read(pod: string, stream: Stream, offset: number, bytesMax: number): Promise<FilePart | undefined> {
    try {
      if (!this.#isMixed) return await this.#part(pod, stream, offset, bytesMax);
      return stream === "stdout" ? await this.#part(pod, stream, offset, bytesMax) : NOTHING;
    } catch (error) {
      if (!(error instanceof KubernetesError)) throw error;
      if (error.status === 400 && /waiting to start|not available|is terminated/.test(error.message)) return undefined;
      const isTooMuch = [400, 422].includes(error.status) && /stream/.test(error.message);
      if (this.#isMixed || !isTooMuch) throw error;
      this.#isMixed = true;
      return this.read(pod, stream, offset, bytesMax);
    }
  }

  async #part(pod: string, stream: Stream, offset: number, bytesMax: number): Promise<FilePart> {
    const known = this.#knownOf(`${pod}/${stream}`);
    const from = offset >= known.place.offset ? known.place : START;
    const pieces: Uint8Array[] = [];
    let at = from.offset;
    for await (const chunk of this.#bytes(pod, stream, from.since, false)) {
      const [first, last] = [Math.max(0, offset - at), Math.min(chunk.length, offset + bytesMax - at)];
      if (first < last) pieces.push(chunk.subarray(first, last));
      at += chunk.length;
    }
    if (at < known.size) {
      // The beginning is gone, and what is there counts from zero again.
      known.place = START;
      known.size = 0;
      if (from !== START) return this.#part(pod, stream, offset, bytesMax);
    }
    known.size = at;
    if (at - known.place.offset > PLACE_EVERY_BYTES && from === known.place)
      known.place = await this.#laterPlace(pod, stream, from);
    return { bytes: new Uint8Array(Buffer.concat(pieces)), size: at };
  }

  #knownOf(name: string): Known {
    const known = this.#known.get(name) ?? { place: START, size: 0 };
    this.#known.delete(name);
    this.#known.set(name, known);
    if (this.#known.size > LOGS_MAX)
      for (const oldest of this.#known.keys()) {
        this.#known.delete(oldest);
        break;
      }
    return known;
  }

  /** The beginning of the last second that has all its lines; where it was, if a time may be none of the node's. */
  async #laterPlace(pod: string, stream: Stream, from: Place): Promise<Place> {
    const settled = new Date(Date.now() - SETTLED_MS).toISOString().slice(0, 19);
    let second = from.since.slice(0, 19);
    let place = from;
    let at = from.offset;
    for await (const line of linesOf(this.#bytes(pod, stream, from.since, true))) {
      const time = line.toString("latin1", 0, TIME_LENGTH);
      if (!TIME.test(time)) return from;
      const text = line.subarray(TIME_LENGTH);
      if (hasTime(text)) return from;
      const own = time.slice(0, 19);
      if (own >= settled) break;
      if (own !== second) place = { since: `${own}Z`, offset: at };
      second = own;
      at += text.length;
    }
    return place;
  }

  async *#bytes(pod: string, stream: Stream, since: string, timestamps: boolean): AsyncGenerator<Buffer> {
    const words = new URLSearchParams({
      container: CONTAINER,
      ...(this.#isMixed ? {} : { stream: stream === "stdout" ? "Stdout" : "Stderr" }),
      ...(since === "" ? {} : { sinceTime: since }),
      ...(timestamps ? { timestamps: "true" } : {}),
    });
    const answer = await this.#api.stream({ path: `${this.#podsPath}/${encodeURIComponent(pod)}/log?${words}` });
    try {
      for await (const chunk of answer) yield Buffer.from(chunk);
    } finally {
      answer.destroy();
    }
  }
}

const NOTHING: FilePart = { bytes: new Uint8Array(), size: 0 };

/** Each with its line end, if it has one. */
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  for await (const chunk of chunks) {
    let at = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, at)) {
      yield Buffer.concat([...rest, chunk.subarray(at, end + 1)]);
      rest = [];
      at = end + 1;
    }
    if (at < chunk.length) rest.push(chunk.subarray(at));
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}

/** A time that the node put there, or the task itself: nobody can tell. */
function hasTime(text: Buffer): boolean {
  return /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z /.test(text.toString("latin1"));
}
