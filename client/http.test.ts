import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ApiError, requestJson } from "./http.ts";

/** A server that answers with what these pieces are, and then cuts the connection or ends. */
const connectionTo = (pieces: readonly string[], isCut: boolean) => ({
  baseUrl: "http://server.test",
  token: "t",
  source: undefined,
  fetch: async () =>
    new Response(
      new ReadableStream({
        start: (controller) => {
          for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
          if (isCut) controller.error(new TypeError("terminated"));
          else controller.close();
        },
      }),
    ),
});

describe("an answer that is no JSON", () => {
  const failure = async (pieces: readonly string[], isCut: boolean): Promise<ApiError> => {
    const error: unknown = await requestJson(connectionTo(pieces, isCut), { path: "/" }).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof ApiError);
    return error;
  };

  it("because the connection was cut can be asked for again", async () => {
    const error = await failure(['{"items":['], true);
    assert.deepEqual([error.code, error.retryable], ["unreachable", true]);
  });

  it("because it never was any will be none the next time", async () => {
    const error = await failure(["<html>"], false);
    assert.deepEqual([error.code, error.retryable], ["bad_answer", false]);
  });
});
