/** A body that is longer than it may be. */
export class BodyTooLongError extends Error {
  override readonly name = "BodyTooLongError";
}

/** As it comes. @throws BodyTooLongError after `bytesMax` bytes; the rest is not read */
export async function* limited(
  body: AsyncIterable<Uint8Array>,
  bytesMax: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new BodyTooLongError(`the answer is longer than ${bytesMax} bytes`);
    yield chunk;
  }
}

/** The whole body. @throws BodyTooLongError after `bytesMax` bytes; the rest is not read */
export async function readBody(body: AsyncIterable<Uint8Array>, bytesMax: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of limited(body, bytesMax)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The beginning of the body as text, for messages. */
export async function readBodyStart(body: AsyncIterable<Uint8Array>, bytesMax: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= bytesMax) break;
  }
  return Buffer.concat(chunks).toString("utf8", 0, bytesMax);
}
