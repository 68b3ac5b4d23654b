import type { FilePart } from "../../offers/task-access.ts";
import { fieldsOf } from "../docker/documents.ts";
import { KubernetesError, type KubernetesApi } from "./api.ts";
import { CONTAINER } from "./kubernetes-options.ts";

type Stream = "stdout" | "stderr";

/** A time in the log of one stream, to begin to read at. */
interface Place {
  /** What was written before it is not asked for, in ms since 1970; 0: all is. Whole seconds: Kubernetes takes no others. */
  readonly sinceMs: number;
  /** So many bytes come before it. */
  readonly offset: number;
}

interface Known {
  place: Place;
  /** When it was seen last: less then means that the node threw the beginning away. */
  size: number;
  /** When it was seen to have grown. */
  grewAtMs: number;
  /** When a later place was looked for. */
  lookedAtMs: number;
}

const START: Place = { sinceMs: 0, offset: 0 };
/** So much is read again and again before a later place is looked for. */
const PLACE_EVERY_BYTES = 512 * 1024;
const LOOK_EVERY_MS = 5000;
/** Streams whose places are remembered. */
const LOGS_MAX = 2000;
/** How far back a place is looked for: clocks of nodes may be behind, and what is read may be old. */
const BACK_MS = [5000, 60_000, 600_000, 6_000_000, 60_000_000];

/**
 * Output by its offset, which Kubernetes does not know: it knows times, and tells them in a way that may put one into the
 * middle of a line. So only bytes are read, from the beginning or from a time before which it is known how many there are.
 *
 * A cluster without the feature `PodLogsQuerySplitStreams` (alpha since 1.32) mixes both streams: then all of it is
 * `stdout`. Which one it is tells its version, and its answer.
 */
export class PodLogs {
  readonly #api: KubernetesApi;
  readonly #nowMs: () => number;
  readonly #known = new Map<string, Known>();
  /** Absent: nobody has asked yet. */
  #isMixed: boolean | undefined;

  /** @param nowMs  since 1970 */
  constructor(api: KubernetesApi, nowMs: () => number) {
    this.#api = api;
    this.#nowMs = nowMs;
  }

  /**
   * @param pod  its path
   * @returns `undefined` when its container has not begun
   * @throws KubernetesError  404 when there is no such pod
   */
  async read(pod: string, stream: Stream, offset: number, bytesMax: number): Promise<FilePart | undefined> {
    try {
      this.#isMixed ??= !knowsStreams(await this.#api.json({ path: "/version" }));
      if (this.#isMixed && stream === "stderr") return NOTHING;
      return await this.#part(pod, stream, offset, bytesMax);
    } catch (error) {
      if (!(error instanceof KubernetesError)) throw error;
      const { message, status } = error;
      if (status === 400 && /waiting to start|is not available/.test(message)) return undefined;
      if (this.#isMixed || ![400, 422].includes(status) || !/stream/.test(message)) throw error;
      this.#isMixed = true;
      return this.read(pod, stream, offset, bytesMax);
    }
  }

  async #part(pod: string, stream: Stream, offset: number, bytesMax: number): Promise<FilePart> {
    const known = this.#knownOf(`${pod}/${stream}`);
    const from = offset >= known.place.offset ? known.place : START;
    const pieces: Uint8Array[] = [];
    let at = from.offset;
    for await (const chunk of this.#bytes(pod, stream, from.sinceMs)) {
      const [first, last] = [Math.max(0, offset - at), Math.min(chunk.length, offset + bytesMax - at)];
      if (first < last) pieces.push(chunk.subarray(first, last));
      at += chunk.length;
    }
    if (at < known.size) {
      // The node has thrown the beginning away: what is there counts from zero again.
      this.#known.delete(`${pod}/${stream}`);
      if (from !== START) return this.#part(pod, stream, offset, bytesMax);
    }
    const nowMs = this.#nowMs();
    if (at > known.size) known.grewAtMs = nowMs;
    known.size = at;
    if (at - known.place.offset > PLACE_EVERY_BYTES && nowMs - known.lookedAtMs >= LOOK_EVERY_MS) {
      known.lookedAtMs = nowMs;
      known.place = (await this.#laterPlace(pod, stream, known)) ?? known.place;
    }
    return { bytes: new Uint8Array(Buffer.concat(pieces)), size: at };
  }

  #knownOf(name: string): Known {
    const fresh = { place: START, size: 0, grewAtMs: 0, lookedAtMs: -LOOK_EVERY_MS };
    const known = this.#known.get(name) ?? fresh;
    this.#known.delete(name);
    this.#known.set(name, known);
    if (this.#known.size > LOGS_MAX)
      for (const oldest of this.#known.keys()) {
        this.#known.delete(oldest);
        break;
      }
    return known;
  }

  /**
   * Before a time there are so many bytes as in all, less those since then, if nothing was written between both looks.
   * Something must have been written since then: so the clock of the node is past it.
   */
  async #laterPlace(
    pod: string,
    stream: Stream,
    { place, size, grewAtMs }: Known,
  ): Promise<Place | undefined> {
    for (const backMs of BACK_MS) {
      const sinceMs = Math.floor((grewAtMs - backMs) / 1000) * 1000;
      if (sinceMs <= place.sinceMs) return undefined;
      const since = await this.#size(pod, stream, sinceMs);
      if (since === 0) continue;
      const all = place.offset + (await this.#size(pod, stream, place.sinceMs));
      return all === size && size - since > place.offset ? { sinceMs, offset: size - since } : undefined;
    }
    return undefined;
  }

  async #size(pod: string, stream: Stream, sinceMs: number): Promise<number> {
    let size = 0;
    for await (const chunk of this.#bytes(pod, stream, sinceMs)) size += chunk.length;
    return size;
  }

  async *#bytes(pod: string, stream: Stream, sinceMs: number): AsyncGenerator<Buffer> {
    const words = new URLSearchParams({
      container: CONTAINER,
      ...(this.#isMixed === true ? {} : { stream: stream === "stdout" ? "Stdout" : "Stderr" }),
      ...(sinceMs === 0 ? {} : { sinceTime: `${new Date(sinceMs).toISOString().slice(0, 19)}Z` }),
    });
    const answer = await this.#api.stream({
      path: `${pod}/log?${words}`,
    });
    try {
      for await (const chunk of answer) yield Buffer.from(chunk);
    } finally {
      answer.destroy();
    }
  }
}

/** Servers that are older take no notice of what they do not know, and would tell all of it twice. */
function knowsStreams(version: unknown): boolean {
  const { major, minor } = fieldsOf(version);
  const [first, second] = [major, minor].map((text) => Number.parseInt(String(text), 10));
  return first === undefined || second === undefined || !(first === 1 && second < 32);
}

const NOTHING: FilePart = { bytes: new Uint8Array(), size: 0 };
