import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { observe } from "./backend.builders.ts";
import { startTinyMaster } from "./tiny-master.builders.ts";

const timeout = 20_000;

describe("finding the leader", { timeout }, () => {
  it("follows redirects with the whole call, and makes all further calls there", async () => {
    await using leader = await startTinyMaster();
    const credentials = { principal: "gd", secret: "s3cret" };
    await using other = await startTinyMaster({
      onSubscribe: (response) => {
        const location = `//${new URL(leader.url).host}/master/api/v1/scheduler`;
        response.writeHead(307, { location, "content-length": 0 }).end();
        return "answered";
      },
    });
    await using observed = observe({ masters: [other.url], credentials });
    await observed.start();
    await observed.until("connected");
    observed.backend.revive();
    await leader.until("REVIVE");
    await observed.until("agents");
    assert.equal(other.requests.length, 1);
    const [subscribe] = leader.requests;
    assert.deepEqual(subscribe?.json, other.requests[0]?.json);
    for (const { path, headers } of leader.requests) {
      assert.ok(path.startsWith("/master/"), path);
      assert.equal(headers.authorization, `Basic ${Buffer.from("gd:s3cret").toString("base64")}`);
    }
  });

  it("gives up on masters that redirect to each other, and tries again later", async () => {
    let urlOfB = "";
    await using a = await startTinyMaster({
      onSubscribe: (response, nth) => {
        if (nth > 3) return undefined; // by now it leads
        response.writeHead(307, { location: `${urlOfB}/api/v1/scheduler` }).end();
        return "answered";
      },
    });
    await using b = await startTinyMaster({
      onSubscribe: (response) => {
        response.writeHead(307, { location: `${a.url}/api/v1/scheduler` }).end();
        return "answered";
      },
    });
    urlOfB = b.url;
    await using observed = observe({ masters: [a.url] });
    await observed.start();
    assert.match((await observed.until("disconnected")).cause, /redirect to each other/);
    assert.equal(a.requests.length + b.requests.length, 6);
    observed.time.advance(1000);
    await observed.until("connected");
  });

  it("says who redirected to a leader that cannot be reached", async () => {
    const dead = await startTinyMaster();
    await dead[Symbol.asyncDispose]();
    await using master = await startTinyMaster({
      onSubscribe: (response) => {
        response.writeHead(307, { location: `//${new URL(dead.url).host}/master/api/v1/scheduler` }).end();
        return "answered";
      },
    });
    await using observed = observe({ masters: [master.url] });
    await observed.start();
    const { cause } = await observed.until("disconnected");
    assert.match(cause, /ECONNREFUSED/);
    assert.ok(cause.includes(`(${master.url} redirects there)`), cause);
  });

  it("goes on to the next master when one is down", async () => {
    await using master = await startTinyMaster();
    const dead = await startTinyMaster();
    await dead[Symbol.asyncDispose]();
    await using observed = observe({ masters: [dead.url, master.url] });
    await observed.start();
    await observed.until("connected");
    assert.equal(observed.time.nowMs(), 0);
  });

  it("waits while there is no leader", async () => {
    await using master = await startTinyMaster({
      onSubscribe: (response, nth) => {
        if (nth > 2) return undefined;
        response.writeHead(503).end("No leader elected");
        return "answered";
      },
    });
    await using observed = observe({ masters: [master.url] });
    await observed.start();
    assert.match((await observed.until("disconnected")).cause, /HTTP 503 No leader elected/);
    observed.time.advance(500);
    await master.until("SUBSCRIBE", 2);
    await observed.waiting(2);
    observed.time.advance(1000);
    await observed.until("connected");
  });

  it("does not wait for ever for a master that does not answer", async () => {
    await using frozen = await startTinyMaster({ onSubscribe: () => "answered" });
    await using master = await startTinyMaster();
    await using observed = observe({ masters: [frozen.url, master.url], limits: { answerTimeoutMs: 4000 } });
    await observed.start();
    await frozen.until("SUBSCRIBE");
    observed.time.advance(4000);
    await observed.until("connected");
  });
});

describe("a subscription that is refused", { timeout }, () => {
  for (const [message, remedy] of [
    ["Framework has been removed", /Forget the stored framework id/],
    ["Not authorized to register framework  with roles { batch }", /ACLs/],
    ["'FrameworkInfo.roles' contains invalid role: Role '/a' cannot start with a slash", /role/],
    ["Something that no master said so far", /log of the master/],
  ] as const) {
    it(`with "${message}" says what to do, and ends`, async () => {
      await using master = await startTinyMaster({
        onSubscribe: (response) => {
          const record = JSON.stringify({ type: "ERROR", error: { message } });
          response.writeHead(200, { "content-type": "application/json", "mesos-stream-id": "s" });
          response.end(`${record.length}\n${record}`);
          return "answered";
        },
      });
      await using observed = observe({ masters: [master.url] });
      await observed.start("fw-7");
      const { cause } = await observed.until("refused");
      assert.ok(cause.startsWith(message), cause);
      assert.match(cause, remedy);
      assert.equal(observed.time.pending(), 0);
      assert.equal(observed.events.length, 1);
    });
  }

  it("for its credentials says so", async () => {
    await using master = await startTinyMaster({
      onSubscribe: (response) => {
        response.writeHead(401, { "www-authenticate": 'Basic realm="mesos"' }).end("401 Unauthorized.");
        return "answered";
      },
    });
    await using observed = observe({ masters: [master.url] });
    await observed.start();
    assert.match((await observed.until("refused")).cause, /credentials .*HTTP 401.*Configure principal/);
  });

  it("can be started again after a stop", async () => {
    await using master = await startTinyMaster({
      onSubscribe: (response, nth) => {
        if (nth > 1) return undefined;
        response.writeHead(401).end();
        return "answered";
      },
    });
    await using observed = observe({ masters: [master.url] });
    await observed.start("fw-7");
    await observed.until("refused");
    await observed.backend.stop();
    await observed.start("fw-7");
    await observed.until("connected");
  });
});
