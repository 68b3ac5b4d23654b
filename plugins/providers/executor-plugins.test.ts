import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { BackendEvent } from "../../offers/backend.ts";
import { createHost } from "../host/host.ts";
import { aShelf } from "../plugins.builders.ts";
import { backendOf, capabilitiesOf } from "./executor-plugins.ts";

const FLAGS = ["gpus", "ports", "networks", "images", "dockerImages", "tmpfs", "shm", "scratch"]
  .concat("memoryLimits", "revocable", "reservations", "pause", "exec")
  .map((name) => `${name}: false`)
  .join(", ");
/** Its process ends when it is asked for offers; to `suppress` it says what is no event. */
const CLUSTER = `let emit; export default { kind: "executor", contract: 1, name: "frail", create: () => ({
  capabilities: { ${FLAGS}, volumes: "none" }, access: {},
  backend: {
    async start(given) { ({ emit } = given); emit({ type: "connected", registrationId: (given.registrationId ?? "") + "x" }); },
    suppress() { emit({ type: "offers", offers: [{ id: 1 }] }); },
    revive() { process.exit(4); },
    async stop() {},
  },
}) };`;

describe("a cluster of a plugin", () => {
  it("counts as disconnected when its process ends or says what is not right, and is started again as the same", async () => {
    await using shelf = await aShelf();
    shelf.write("frail.ts", CLUSTER);
    const plugin = await shelf.plugin({ use: "./frail.ts" });
    const capabilities = await capabilitiesOf(await shelf.host({ use: "./frail.ts" }));
    let again = Promise.withResolvers<() => void>();
    const backend = backendOf(
      { name: "frail", capabilities },
      (listeners) => createHost(plugin, { nowMs: Date.now, observe: () => undefined, ...listeners }),
      (_ms, run) => {
        again.resolve(run);
        return () => undefined;
      },
    );
    const events: BackendEvent[] = [];
    let wake = (): void => undefined;
    const next = async (): Promise<BackendEvent> => {
      while (events.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      const event = events.shift();
      assert.ok(event);
      return event;
    };
    await backend.start({
      registrationId: undefined,
      emit: (event) => {
        events.push(event);
        wake();
      },
    });
    assert.deepEqual(await next(), { type: "connected", registrationId: "x" });
    backend.revive();
    assert.deepEqual(await next(), {
      type: "disconnected",
      cause: "the plugin frail ended by itself (code 4)",
    });
    (await again.promise)();
    assert.deepEqual(await next(), { type: "connected", registrationId: "xx" });
    again = Promise.withResolvers<() => void>();
    backend.suppress();
    const wrong = await next();
    assert.ok(wrong.type === "disconnected");
    assert.match(wrong.cause, /^the plugin frail told what is not right/);
    (await again.promise)();
    assert.deepEqual(await next(), { type: "connected", registrationId: "xxx" });
    await backend.stop();
  });
});
