import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { afterEach, beforeEach, describe, it, mock } from "node:test";
import type { WebSocket } from "@fastify/websocket";
import { EXEC_LIMITS } from "../context/exec-limits.ts";
import { watchOver } from "./exec-watch.ts";

/** A connection whose client may answer, with what was done to it. */
function aConnection() {
  const events = new EventEmitter();
  const done = { pings: 0, terminated: false };
  const socket = Object.assign(events, {
    ping: () => void (done.pings += 1),
    terminate: () => void (done.terminated = true),
  });
  // Only what the watch uses of a connection.
  return { socket: socket as unknown as WebSocket, done, answer: () => events.emit("pong") };
}

describe("the client of a command in a job", () => {
  beforeEach(() => {
    mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  });
  afterEach(() => mock.timers.reset());

  it("stays for as long as it answers heartbeats", () => {
    const { socket, done, answer } = aConnection();
    const stop = new AbortController();
    watchOver(socket, { limits: EXEC_LIMITS, stillAllowed: async () => true }, stop);
    for (let beats = 1; beats <= 100; beats += 1) {
      mock.timers.tick(EXEC_LIMITS.heartbeatMs);
      assert.equal(done.pings, beats);
      answer();
    }
    assert.equal(done.terminated, false);
  });

  it("is gone when a heartbeat was not answered before the next", () => {
    const { socket, done, answer } = aConnection();
    watchOver(socket, { limits: EXEC_LIMITS, stillAllowed: async () => true }, new AbortController());
    mock.timers.tick(EXEC_LIMITS.heartbeatMs);
    answer();
    mock.timers.tick(EXEC_LIMITS.heartbeatMs);
    assert.equal(done.terminated, false);
    mock.timers.tick(EXEC_LIMITS.heartbeatMs);
    assert.equal(done.terminated, true);
  });
});
