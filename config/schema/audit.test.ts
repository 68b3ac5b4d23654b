import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AUDIT_KEYS } from "./audit.ts";

describe("the address of a syslog receiver", () => {
  const { format } = AUDIT_KEYS["audit.syslog.address"];

  it("has a transport, a host, and a port or the usual one of the transport", () => {
    for (const [text, transport, host, port] of [
      ["udp://127.0.0.1:5140", "udp", "127.0.0.1", 5140],
      ["udp://log.example.org", "udp", "log.example.org", 514],
      ["tcp://log.example.org", "tcp", "log.example.org", 601],
      ["tls://[2001:db8::1]", "tls", "2001:db8::1", 6514],
    ] as const)
      assert.deepEqual(format.read(text), { transport, host, port });
  });

  it("is nothing else", () => {
    for (const text of [
      "127.0.0.1:514",
      "http://a:1",
      "udp://",
      "udp://a:0",
      "udp://a:65536",
      "udp://a/b",
      "udp://user:pw@a:1",
      "unix:///dev/log",
      "tcp://a b:1",
    ])
      assert.throws(() => format.read(text), /is no address|has no port/, text);
  });
});
