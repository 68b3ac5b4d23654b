import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo, type Server } from "node:net";
import { describe, it } from "node:test";
import type { Lease } from "../../store/store.ts";
import { leaderSigns } from "./leader-liveness.ts";

async function openDoor(port = 0): Promise<{ readonly address: string; readonly server: Server }> {
  const server = createServer((socket) => socket.destroy()).listen(port, "127.0.0.1");
  await once(server, "listening");
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }; // it listens on TCP
}

function leaseOf(holder: string, address: string): Lease {
  return { holder, renewal: 1, ttlMs: 3000, held: true, address, secret: "s" };
}

describe("the door of a leader, as others see it", () => {
  it("shows that it is dead when nobody listens any more where somebody did", async () => {
    const { isGone } = leaderSigns();
    const { address, server } = await openDoor();
    const lease = leaseOf("a", address);
    assert.equal(await isGone(lease), false);
    server.close();
    await once(server, "close");
    assert.equal(await isGone(lease), true);
    assert.equal(await isGone({ ...lease, renewal: 2 }), true);
  });

  it("shows nothing when it was never seen open: it may be another machine's", async () => {
    const { isGone } = leaderSigns();
    const { address, server } = await openDoor();
    assert.equal(await isGone(leaseOf("a", address)), false);
    server.close();
    await once(server, "close");
    assert.equal(await isGone(leaseOf("b", address)), false, "who took the lease after it");
    assert.equal(await leaderSigns().isGone(leaseOf("a", address)), false);
  });

  it("shows nothing when it is somewhere that does not answer, or nowhere", async () => {
    const { isGone } = leaderSigns();
    for (const address of ["", "nonsense", "http://127.0.0.1", "http://192.0.2.1:9", "http://name.invalid:9"])
      assert.equal(await isGone(leaseOf("a", address)), false, address);
  });
});
