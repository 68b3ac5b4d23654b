import assert from "node:assert/strict";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { describe, it } from "node:test";
import { manualTime } from "../manual-time.builders.ts";
import type { ManualTime } from "../manual-time.builders.ts";
import { createDetector } from "./create-detector.ts";
import type { Sighting } from "./detector.ts";
import { masterNode, startTinyZooKeeper } from "./tiny-zookeeper.builders.ts";

const timeout = 240_000;
const SESSION_MS = 9000;
/** What is told of the nth node, at the address that all have here. */
const leads = (nth: number): string => `json.info_000000000${nth}`;

interface Lookout extends AsyncDisposable {
  readonly time: ManualTime;
  readonly logged: readonly string[];
  /** Node names, `nobody`, or `blind: cause`. */
  readonly seen: readonly string[];
  until(count: number): Promise<readonly string[]>;
  untilLogged(pattern: RegExp, times?: number): Promise<void>;
  /** Lets time pass until it has seen so much, or logged that. */
  passing(ms: number, condition: () => boolean): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

function lookout(url: string): Lookout {
  const time = manualTime();
  const logged: string[] = [];
  const seen: string[] = [];
  const wake: (() => void)[] = [];
  const news = (): Promise<void> => new Promise((resolve) => wake.push(resolve));
  const wakeAll = (): void => {
    for (const each of wake.splice(0)) each();
  };
  const write = (msg: string, fields?: object): void => {
    logged.push(`${msg} ${JSON.stringify(fields ?? {})}`);
    wakeAll();
  };
  const tell = (sighting: Sighting): void => {
    seen.push(
      sighting.type === "blind" ? `blind: ${sighting.cause}` : (sighting.candidates[0]?.id ?? "nobody"),
    );
    wakeAll();
  };
  const detector = createDetector({
    masters: [url],
    scheme: "http",
    sessionTimeoutMs: SESSION_MS,
    after: time.after,
    log: { debug: write, info: write, warn: write, error: write },
  });
  const stop = (): Promise<void> => {
    const stopped = detector.stop();
    time.advance(1000); // for a connection that does not end by itself
    return stopped;
  };
  const open: Lookout = {
    time,
    logged,
    seen,
    async until(count) {
      while (seen.length < count) await news();
      return seen;
    },
    async untilLogged(pattern, times = 1) {
      while (logged.filter((line) => pattern.test(line)).length < times) await news();
    },
    async passing(ms, condition) {
      while (!condition()) {
        time.advance(ms);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    start: () => detector.start(tell),
    stop,
    [Symbol.asyncDispose]: stop,
  };
  return open;
}

async function looking(url: string): Promise<Lookout> {
  const open = lookout(url);
  open.start();
  return open;
}

describe("the leader in ZooKeeper", { timeout }, () => {
  it("is told at once, and each one after it as it comes [C-52]", async () => {
    await using zk = await startTinyZooKeeper();
    zk.put("/mesos/log_replicas", "");
    zk.put("/mesos/json.info_0000000001", masterNode());
    zk.put("/mesos/json.info_0000000002", masterNode());
    await using watch = await looking(`zk://${zk.address}/mesos`);
    await watch.until(1);
    zk.remove(`/mesos/${leads(1)}`);
    await watch.until(2);
    zk.put("/mesos/json.info_0000000003", masterNode()); // goes to the end
    zk.remove(`/mesos/${leads(2)}`);
    await watch.until(3);
    zk.remove(`/mesos/${leads(3)}`);
    assert.deepEqual(await watch.until(4), [leads(1), leads(2), leads(3), "nobody"]);
  });

  it("is found when the path comes into being later", async () => {
    await using zk = await startTinyZooKeeper();
    await using watch = await looking(`zk://${zk.address}/a/mesos`);
    await watch.until(1);
    zk.put(`/a/mesos/${leads(1)}`, masterNode());
    assert.deepEqual(await watch.until(2), ["nobody", leads(1)]);
  });

  it("that vanishes between list and data is looked for again", async () => {
    await using zk = await startTinyZooKeeper();
    zk.put(`/mesos/${leads(1)}`, masterNode());
    zk.put(`/mesos/${leads(2)}`, masterNode());
    zk.onceBeforeRead(() => zk.remove(`/mesos/${leads(1)}`));
    await using watch = await looking(`zk://${zk.address}/mesos`);
    assert.deepEqual(await watch.until(1), [leads(2)]);
  });

  it("that cannot be read is logged, and the one of before stays [F-37]", async () => {
    await using zk = await startTinyZooKeeper();
    zk.put(`/mesos/${leads(1)}`, masterNode());
    zk.put("/mesos/info_0000000002", new Uint8Array([8, 1]));
    await using watch = await looking(`zk://${zk.address}/mesos`);
    await watch.until(1);
    zk.remove(`/mesos/${leads(1)}`);
    await watch.untilLogged(/of no use.*info_0000000002/);
    zk.put(`/mesos/${leads(3)}`, masterNode());
    zk.remove("/mesos/info_0000000002");
    assert.deepEqual(await watch.until(2), [leads(1), leads(3)]);
    assert.equal(watch.logged.filter((line) => line.includes("of no use")).length, 1);
  });

  it("is looked for from time to time, should word of it get lost", async () => {
    await using zk = await startTinyZooKeeper();
    zk.put(`/mesos/${leads(1)}`, masterNode());
    await using watch = await looking(`zk://${zk.address}/mesos`);
    await watch.until(1);
    const before = zk.lists();
    await watch.passing(1000, () => zk.lists() >= before + 3);
    assert.deepEqual(watch.seen, [leads(1)]);
  });
});

describe("ZooKeeper that wants credentials", { timeout }, () => {
  it("gets them, and no log does", async () => {
    await using zk = await startTinyZooKeeper();
    zk.put(`/mesos/${leads(1)}`, masterNode());
    zk.guard("reader:s3cret");
    await using watch = await looking(`zk://reader:s3cret@${zk.address}/mesos`);
    assert.deepEqual(await watch.until(1), [leads(1)]);
    assert.deepEqual(zk.credentials, ["digest:reader:s3cret"]);
    await watch.stop();
    assert.ok(watch.logged.some((line) => line.includes("reader:***")));
    assert.ok(watch.logged.every((line) => !line.includes("s3cret")));
  });

  it("and refuses those given, is asked again, but not often", async () => {
    await using zk = await startTinyZooKeeper();
    zk.put(`/mesos/${leads(1)}`, masterNode());
    zk.guard("reader:s3cret");
    await using watch = await looking(`zk://reader:wrong@${zk.address}/mesos`);
    assert.match((await watch.until(1))[0] ?? "", /^blind: zk:\/\/reader:\*\*\*@.*may not be read/);
    zk.guard("reader:wrong");
    await watch.passing(5000, () => watch.seen.length === 2);
    assert.equal(watch.seen.at(-1), leads(1));
  });
});

describe("ZooKeeper that fails", { timeout }, () => {
  it("for a moment is not noticed [F-36]", async () => {
    await using zk = await startTinyZooKeeper();
    zk.put(`/mesos/${leads(1)}`, masterNode());
    await using watch = await looking(`zk://${zk.address}/mesos`);
    await watch.until(1);
    await zk.stop();
    zk.put(`/mesos/${leads(2)}`, masterNode());
    zk.remove(`/mesos/${leads(1)}`);
    await zk.start();
    assert.deepEqual(await watch.until(2), [leads(1), leads(2)]);
  });

  it("for longer does not make anybody forget the leader [F-36]", async () => {
    await using zk = await startTinyZooKeeper();
    zk.put(`/mesos/${leads(1)}`, masterNode());
    await using watch = await looking(`zk://${zk.address}/mesos`);
    await watch.until(1);
    await zk.stop();
    await watch.passing(1000, () => watch.seen.length === 3);
    for (const line of watch.seen.slice(1)) assert.match(line, /^blind: .*no connection for 9 s/);
    await zk.start();
    zk.remove(`/mesos/${leads(1)}`);
    await watch.passing(100, () => watch.seen.at(-1) === "nobody");
    assert.ok(watch.seen.slice(1, -1).every((line) => line.startsWith("blind")));
  });

  it("to keep the session is asked in a new one", async () => {
    await using zk = await startTinyZooKeeper();
    zk.put(`/mesos/${leads(1)}`, masterNode());
    await using watch = await looking(`zk://${zk.address}/mesos`);
    await watch.until(1);
    zk.expire();
    await watch.untilLogged(/session with ZooKeeper is lost/);
    zk.put(`/mesos/${leads(2)}`, masterNode());
    zk.remove(`/mesos/${leads(1)}`);
    await watch.passing(1000, () => watch.seen.at(-1) === leads(2));
    assert.match(watch.seen[1] ?? "", /blind: .*expired/);
  });

  it("to answer, though connected, is left for another server", async () => {
    await using frozen = await startTinyZooKeeper();
    await using alive = await startTinyZooKeeper();
    for (const zk of [frozen, alive]) zk.put(`/mesos/${leads(1)}`, masterNode());
    frozen.freeze();
    await using watch = await looking(`zk://${frozen.address},${alive.address}/mesos`);
    await watch.passing(500, () => watch.seen.includes(leads(1)));
    alive.freeze();
    frozen.thaw();
    frozen.put(`/mesos/${leads(0)}`, masterNode());
    await watch.passing(500, () => watch.seen.at(-1) === leads(0));
  });

  it("because it is something else harms nobody", async () => {
    const other = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.write(Buffer.from([0, 0, 0, 1, 9, 0, 0, 0, 40, 1, 2]));
    });
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    await using zk = await startTinyZooKeeper();
    zk.put(`/mesos/${leads(1)}`, masterNode());
    await using watch = await looking(`zk://127.0.0.1:${port},${zk.address}/mesos`);
    await watch.passing(500, () => watch.seen.includes(leads(1)));
    other.close();
  });
});

describe("a search that was stopped", { timeout }, () => {
  it("leaves no connection, tells nothing, and can begin again", async () => {
    await using zk = await startTinyZooKeeper();
    zk.put(`/mesos/${leads(1)}`, masterNode());
    await using watch = await looking(`zk://${zk.address}/mesos`);
    await watch.until(1);
    await watch.stop();
    assert.equal(watch.time.pending(), 0);
    zk.remove(`/mesos/${leads(1)}`);
    zk.put(`/mesos/${leads(2)}`, masterNode());
    watch.start();
    assert.deepEqual(await watch.until(2), [leads(1), leads(2)]);
  });

  it("before it was connected leaves nothing either", async () => {
    await using watch = await looking("zk://127.0.0.1:1/mesos");
    await watch.stop();
    assert.equal(watch.time.pending(), 0);
    assert.deepEqual(watch.seen, []);
  });
});
