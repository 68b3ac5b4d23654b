import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { describe, it } from "node:test";
import fc from "fast-check";
import { openSyslog, syslogLine, type SyslogAddress, type SyslogOptions } from "./syslog.ts";

const NAMES = { hostname: "node1", app: "godocker", processId: 7 };
const MESSAGE = { atMs: Date.UTC(2030, 0, 2), severity: "notice", id: "project.change", text: "{}" } as const;

/** A sender, and what it tells. */
function aSender(address: SyslogAddress, more: Partial<SyslogOptions> = {}) {
  const counted = { sent: 0, lost: 0 };
  const states: boolean[] = [];
  const watchers = new Set<() => void>();
  const syslog = openSyslog({
    address,
    ...NAMES,
    count: (outcome) => {
      counted[outcome] += 1;
      for (const watch of watchers) watch();
    },
    changed: ({ lost }) => states.push(lost),
    retryMs: 1,
    ...more,
  });
  const until = (met: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!met()) return;
        watchers.delete(look);
        resolve();
      };
      watchers.add(look);
      look();
    });
  return { ...syslog, counted, states, until };
}

describe("a message for syslog", () => {
  it("has its facility and severity, time, host, program, kind and text", () => {
    assert.equal(
      syslogLine(MESSAGE, NAMES),
      "<85>1 2030-01-02T00:00:00.000Z node1 godocker 7 project.change - {}",
    );
    assert.match(syslogLine({ ...MESSAGE, severity: "warning" }, NAMES), /^<84>1 /);
    assert.match(syslogLine({ ...MESSAGE, severity: "error" }, NAMES), /^<83>1 /);
  });

  it("has a header of seven words, whatever its parts are", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (hostname, id) => {
        const [header] = syslogLine({ ...MESSAGE, id }, { ...NAMES, hostname }).split(" {}");
        assert.match(header ?? "", /^<85>1 \S+Z [\x21-\x7e]{1,255} godocker 7 [\x21-\x7e]{1,32} -$/);
      }),
    );
  });
});

describe("syslog over datagrams", { timeout: 60_000 }, () => {
  it("has one message in each", async () => {
    const receiver = createSocket("udp4");
    receiver.bind(0, "127.0.0.1");
    await once(receiver, "listening");
    const { port } = receiver.address();
    const sender = aSender({ transport: "udp", host: "127.0.0.1", port });
    const arrived = once(receiver, "message");
    sender.send(MESSAGE);
    const [datagram]: unknown[] = await arrived;
    assert.equal(String(datagram), syslogLine(MESSAGE, NAMES));
    await sender.until(() => sender.counted.sent === 1);
    sender.close();
    receiver.close();
  });

  it("counts what cannot be sent", async () => {
    const sender = aSender({ transport: "udp", host: "127.0.0.1", port: 9 });
    sender.send({ ...MESSAGE, text: "x".repeat(70_000) }); // no datagram is so long
    await sender.until(() => sender.counted.lost === 1);
    assert.deepEqual(sender.states, [true]);
    sender.close();
  });
});

describe("syslog over a stream", { timeout: 60_000 }, () => {
  const receiver = async () => {
    const sockets: Socket[] = [];
    let text = "";
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on("data", (data) => (text += String(data)));
      socket.on("error", () => undefined);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo; // it listens on TCP
    return { server, sockets, port, text: () => text };
  };

  it("has the length of each message before it, and goes on after the receiver was away", async () => {
    const first = await receiver();
    const sender = aSender({ transport: "tcp", host: "127.0.0.1", port: first.port });
    sender.send(MESSAGE);
    sender.send({ ...MESSAGE, text: "é" });
    await sender.until(() => sender.counted.sent === 2);
    const lines = [syslogLine(MESSAGE, NAMES), syslogLine({ ...MESSAGE, text: "é" }, NAMES)];
    const framed = lines.map((line) => `${Buffer.byteLength(line)} ${line}`).join("");
    while (first.text().length < framed.length) await once(first.sockets[0] ?? first.server, "data");
    assert.equal(first.text(), framed);
    const closed = once(first.server, "close");
    first.server.close();
    for (const socket of first.sockets) socket.destroy();
    await closed;
    // Nobody is there: what is sent is lost, and nobody waits.
    while (sender.counted.lost === 0) {
      sender.send(MESSAGE);
      await new Promise((resolve) => setImmediate(resolve));
    }
    first.server.listen(first.port, "127.0.0.1");
    await once(first.server, "listening");
    const before = sender.counted.sent;
    while (sender.counted.sent === before || sender.states.at(-1) !== false) {
      sender.send(MESSAGE);
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.deepEqual(sender.states, [true, false]);
    sender.close();
    first.server.close();
    for (const socket of first.sockets) socket.destroy();
  });

  it("keeps no more than so many messages while it connects, and loses the rest", async () => {
    const there = await receiver();
    const sender = aSender({ transport: "tcp", host: "127.0.0.1", port: there.port });
    for (let k = 0; k < 1500; k += 1) sender.send(MESSAGE);
    assert.equal(sender.counted.lost, 500);
    await sender.until(() => sender.counted.sent === 1000);
    sender.close();
    there.server.close();
    for (const socket of there.sockets) socket.destroy();
  });
});
