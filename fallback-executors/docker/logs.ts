import type { FilePart } from "../../offers/task-access.ts";
import type { Engine } from "./engine.ts";
import { FrameDecoder } from "./frames.ts";

type Stream = "stdout" | "stderr";

/** A place in the log of a container, to begin to read at. */
interface Place {
  /** Messages before that time are not asked for; 0: all are. Microseconds since 1970. */
  readonly sinceUs: number;
  /** So many of those that are asked for come before the place. */
  readonly skip: number;
  /** Bytes of each stream before the place. */
  readonly stdout: number;
  readonly stderr: number;
}

const START: Place = { sinceUs: 0, skip: 0, stdout: 0, stderr: 0 };
/** Two streams are stamped one by one: messages may stand in the log a little out of their order. */
const DISORDER_US = 100_000;
const SECOND_US = 1_000_000;
const PLACE_EVERY_BYTES = 512 * 1024;
/** Containers whose places are remembered. */
const LOGS_MAX = 1000;

/**
 * Output by its offset, which engines do not know: they know times. Places are remembered as they are passed, so that
 * what follows a log reads what is new, and a part of a long one half a mebibyte more than it asks for.
 */
export class Logs {
  readonly #engine: Engine;
  readonly #kind: "containers" | "services";
  /** By container, the last used last. Ascending. */
  readonly #places = new Map<string, Place[]>();

  /** @param kind  what is named: services of one task have their logs in the same form */
  constructor(engine: Engine, kind: "containers" | "services" = "containers") {
    this.#engine = engine;
    this.#kind = kind;
  }

  /** @throws EngineError  404 when there is no such container */
  async read(container: string, stream: Stream, offset: number, bytesMax: number): Promise<FilePart> {
    const places = this.#placesOf(container);
    const end = places.at(-1) ?? START;
    const from = offset >= end[stream] ? end : (places.findLast((place) => place[stream] <= offset) ?? START);
    const wanted = new Piece(stream, offset, bytesMax);
    // A part before the last place is read up to its own end; for the size what follows that place is read, too.
    const first =
      from === end ? undefined : await this.#walk(container, places, from, wanted, () => wanted.isComplete);
    const last =
      first?.isEnd === true ? first : await this.#walk(container, places, end, wanted, () => false);
    return { bytes: wanted.bytes(), size: last.place[stream] };
  }

  #placesOf(container: string): Place[] {
    const places = this.#places.get(container) ?? [START];
    this.#places.delete(container);
    this.#places.set(container, places);
    if (this.#places.size > LOGS_MAX)
      for (const oldest of this.#places.keys()) {
        this.#places.delete(oldest);
        break;
      }
    return places;
  }

  /** @returns where it stopped, and whether that is the present end */
  async #walk(
    container: string,
    places: Place[],
    from: Place,
    wanted: Piece,
    enough: () => boolean,
  ): Promise<{ readonly place: Place; readonly isEnd: boolean }> {
    const since = (from.sinceUs / 1_000_000).toFixed(6);
    const answer = await this.#engine.stream({
      path: `/${this.#kind}/${encodeURIComponent(container)}/logs?stdout=true&stderr=true&timestamps=true&since=${since}`,
    });
    const cursor = new Cursor(from);
    const decoder = new FrameDecoder();
    let isEnd = true;
    try {
      for await (const chunk of answer) {
        for (const { stream, bytes } of decoder.push(chunk)) {
          const at = bytes.indexOf(0x20);
          const text = bytes.subarray(at + 1);
          if (!cursor.isPast(bytes.toString("latin1", 0, at))) continue;
          wanted.take(stream, cursor[stream], text);
          cursor[stream] += text.length;
          if (cursor.unplaced >= PLACE_EVERY_BYTES) note(places, cursor.place());
        }
        if (!enough()) continue;
        isEnd = false;
        break;
      }
    } finally {
      answer.destroy();
    }
    const place = cursor.place();
    note(places, place);
    return { place, isEnd };
  }
}

/** Where a walk through a log is. */
class Cursor {
  stdout: number;
  stderr: number;
  #skip: number;
  readonly #from: Place;
  /** Times of messages that were passed, those within the disorder of the latest. */
  #recent: string[] = [];
  #latest = "";
  #trimAt = 4096;
  #passed = 0;
  #placedAt: number;

  constructor(from: Place) {
    this.#from = from;
    this.#skip = from.skip;
    this.stdout = from.stdout;
    this.stderr = from.stderr;
    this.#placedAt = from.stdout + from.stderr;
  }

  get unplaced(): number {
    return this.stdout + this.stderr - this.#placedAt;
  }

  /** Counts a message. @returns false when it stands before the place where the walk began */
  isPast(time: string): boolean {
    this.#recent.push(time);
    this.#passed += 1;
    if (time > this.#latest) this.#latest = time; // all are of one length, so they compare as texts
    if (this.#recent.length >= this.#trimAt) {
      const sinceUs = disorderBefore(this.#latest);
      this.#recent = this.#recent.filter((other) => microseconds(other) >= sinceUs);
      this.#trimAt = 2 * this.#recent.length + 4096;
    }
    if (this.#skip === 0) return true;
    this.#skip -= 1;
    return false;
  }

  place(): Place {
    const { stdout, stderr } = this;
    this.#placedAt = stdout + stderr;
    if (this.#passed === 0) return this.#from;
    const sinceUs = disorderBefore(this.#latest);
    // Never further back than where this walk began: of what was before nothing was counted.
    if (sinceUs <= this.#from.sinceUs)
      return { sinceUs: this.#from.sinceUs, skip: this.#passed, stdout, stderr };
    return {
      sinceUs,
      skip: this.#recent.filter((time) => microseconds(time) >= sinceUs).length,
      stdout,
      stderr,
    };
  }
}

function note(places: Place[], place: Place): void {
  const last = places.at(-1) ?? START;
  const isFurther = place.stdout + place.stderr > last.stdout + last.stderr;
  if (!isFurther) return;
  // Of places close together the last is enough.
  const before = places.at(-2);
  const isClose =
    before !== undefined && last.stdout + last.stderr - before.stdout - before.stderr < PLACE_EVERY_BYTES;
  if (isClose) places.pop();
  places.push(place);
}

/** Length of `2030-01-31T15:04:05.123456789Z`. Podman writes whole seconds, and the zone of its machine. */
const EXACT = 30;

function microseconds(time: string): number {
  if (time.length !== EXACT) return Date.parse(time) * 1000;
  return Date.parse(`${time.slice(0, 23)}Z`) * 1000 + Number(time.slice(23, 26));
}

/** Since when what stands in the log may come after a message of that time. */
function disorderBefore(time: string): number {
  return microseconds(time) - (time.length === EXACT ? DISORDER_US : SECOND_US);
}

/** The part of one stream that was asked for. */
class Piece {
  readonly #stream: Stream;
  readonly #offset: number;
  readonly #bytesMax: number;
  readonly #pieces: Uint8Array[] = [];
  #length = 0;

  constructor(stream: Stream, offset: number, bytesMax: number) {
    this.#stream = stream;
    this.#offset = offset;
    this.#bytesMax = bytesMax;
  }

  get isComplete(): boolean {
    return this.#length >= this.#bytesMax;
  }

  /** Bytes that stand at `at` of a stream. */
  take(stream: Stream, at: number, bytes: Buffer): void {
    const next = this.#offset + this.#length;
    if (stream !== this.#stream || this.isComplete || at > next || at + bytes.length <= next) return;
    const piece = bytes.subarray(next - at, next - at + this.#bytesMax - this.#length);
    this.#pieces.push(piece);
    this.#length += piece.length;
  }

  bytes(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.#pieces));
  }
}
