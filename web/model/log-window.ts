/** A stretch of an output that is shown as one. */
export interface LogBlock {
  /** The first byte; also tells blocks apart. */
  readonly at: number;
  readonly bytes: Uint8Array;
  readonly text: string;
}

/** Blocks end at a newline once they are that long: only the last one ever changes, so the others stay as drawn. */
const BLOCK_BYTES = 8 * 1024;
/** A line longer than that is cut, at a character. */
const BLOCK_BYTES_MAX = 64 * 1024;
const NEWLINE = 0x0a;

/**
 * The part of an output that a page shows: what is appended, and no more than `bytesMax` (and a block) of it. The
 * blocks' texts, joined, are the UTF-8 text of the bytes from `from` to `to`; bytes that are no UTF-8 become U+FFFD.
 */
export interface LogWindow {
  readonly from: number;
  readonly to: number;
  readonly blocks: readonly LogBlock[];
}

export function emptyWindow(at: number): LogWindow {
  return { from: at, to: at, blocks: [] };
}

export function append(window: LogWindow, bytes: Uint8Array, bytesMax: number): LogWindow {
  if (bytes.length === 0) return window;
  const last = window.blocks.at(-1);
  const open = last !== undefined && isOpen(last.bytes) ? last : undefined;
  const start = open?.at ?? window.to;
  let rest = open === undefined ? bytes : joined(open.bytes, bytes);
  let at = start;
  const blocks = open === undefined ? [...window.blocks] : window.blocks.slice(0, -1);
  while (rest.length > 0) {
    const length = blockLength(rest);
    blocks.push(block(at, rest.subarray(0, length)));
    rest = rest.subarray(length);
    at += length;
  }
  const to = window.to + bytes.length;
  let gone = 0;
  while (gone < blocks.length - 1 && to - (blocks[gone + 1]?.at ?? to) >= bytesMax) gone += 1;
  const kept = blocks.slice(gone);
  return { from: kept[0]?.at ?? to, to, blocks: kept };
}

/**
 * Where the first whole line of a piece from the middle begins; without a line end near, the first whole character.
 */
export function firstWholeLine(bytes: Uint8Array): number {
  const newline = bytes.subarray(0, BLOCK_BYTES_MAX).indexOf(NEWLINE);
  if (newline >= 0 && newline + 1 < bytes.length) return newline + 1;
  let at = 0;
  while (at < 3 && at < bytes.length && isContinuation(bytes[at])) at += 1;
  return at;
}

function isOpen(bytes: Uint8Array): boolean {
  return bytes.length < BLOCK_BYTES || (bytes.at(-1) !== NEWLINE && bytes.length < BLOCK_BYTES_MAX - 3);
}

/** Of the first block of `bytes`, which is all of them as long as it may grow. */
function blockLength(bytes: Uint8Array): number {
  const newline = bytes.subarray(BLOCK_BYTES - 1, BLOCK_BYTES_MAX).indexOf(NEWLINE);
  if (newline >= 0) return BLOCK_BYTES + newline;
  if (bytes.length <= BLOCK_BYTES_MAX) return bytes.length;
  let length = BLOCK_BYTES_MAX;
  while (length > BLOCK_BYTES_MAX - 3 && isContinuation(bytes[length])) length -= 1;
  return length;
}

function block(at: number, bytes: Uint8Array): LogBlock {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  // An unfinished character at the end of a block that may grow waits for its other bytes.
  return { at, bytes, text: decoder.decode(bytes, { stream: isOpen(bytes) }) };
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
