import { StringDecoder } from "node:string_decoder";
import type { IncomingMessage } from "node:http";

/** Longer ones are none that an engine writes. */
const LINE_MAX = 1024 * 1024;

/** Lines of an answer as they come; one that is cut off, or ends without having come to its end, throws. */
export async function* linesIn(answer: IncomingMessage): AsyncGenerator<string> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  for await (const chunk of answer) {
    const lines = (rest + decoder.write(Buffer.from(chunk))).split("\n");
    rest = (lines.pop() ?? "").slice(0, LINE_MAX);
    yield* lines;
  }
  if (rest !== "") yield rest;
}
