import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aWorld, ROOT, submitted } from "../../api/api.builders.ts";
import { ApiError } from "../../client/http.ts";
import { logPiece } from "./api.ts";
import { needsReason, reasonFault } from "./reason.ts";

const CHOICE = { stream: "stdout", attempt: 1 } as const;
const PART = { last: 100 };

describe("a reason", () => {
  it("has 8 to 500 characters that a header can have", () => {
    for (const right of ["ticket 4711", "Störung 4711", "x".repeat(500)])
      assert.equal(reasonFault(right), undefined, right);
    for (const wrong of [
      "",
      "ticket",
      " ".repeat(20),
      "x".repeat(501),
      "ticket 4711\nmore",
      "тикет 4711",
      "a\u0000bcdefgh",
    ])
      assert.notEqual(reasonFault(wrong), undefined, JSON.stringify(wrong));
  });

  it("is asked for where an administrator looks at what is another user's, and opens it", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    const taskId = await world.launch(id);
    world.output.set(`${taskId}/stdout`, Buffer.from("secret of ana\n"));
    await world.running(taskId);
    const base = { baseUrl: await world.listen(), token: ROOT, fetch, source: "web" };
    const read = (headers = {}) =>
      logPiece({ ...base, headers }, id, CHOICE, PART, new AbortController().signal);
    await assert.rejects(read(), (error) => error instanceof ApiError && needsReason(error));
    const piece = await read({ "break-glass": "ticket 4711" });
    assert.equal(Buffer.from(piece?.bytes ?? []).toString(), "secret of ana\n");
  });

  it("is of no use to others", async () => {
    await using world = await aWorld();
    const connection = { baseUrl: await world.listen(), token: ROOT, fetch, source: "web" };
    await assert.rejects(
      logPiece(connection, 99, CHOICE, PART, new AbortController().signal),
      (error) => error instanceof ApiError && !needsReason(error),
    );
  });
});
