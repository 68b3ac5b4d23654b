import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { describe, it } from "node:test";
import { observe } from "./backend.builders.ts";
import { startTinyMaster } from "./tiny-master.builders.ts";

const timeout = 240_000;

describe("finding the leader", { timeout }, () => {
  it("follows redirects with the whole call, and makes all further calls there [C-15] [F-4]", async () => {
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

  it("gives up on masters that redirect to each other, and tries again later [F-5]", async () => {
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

  it("says who redirected to a leader that cannot be reached [F-5]", async () => {
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

  it("goes on to the next master when one is down [C-52]", async () => {
    await using master = await startTinyMaster();
    const dead = await startTinyMaster();
    await dead[Symbol.asyncDispose]();
    await using observed = observe({ masters: [dead.url, master.url] });
    await observed.start();
    await observed.until("connected");
    assert.equal(observed.time.nowMs(), 0);
  });

  for (const [status, body, whose] of [
    [503, "No leader elected", "of a master that knows no leader [C-17] [F-6]"],
    [503, "Master has not finished recovery", "of a leader that recovers [C-17] [F-7]"],
    [404, "", "of a master that just starts [C-17] [F-8]"],
  ] as const) {
    it(`waits while the answer is ${status} ${body}, ${whose}`, async () => {
      await using master = await startTinyMaster({
        onSubscribe: (response, nth) => {
          if (nth > 2) return undefined;
          response.writeHead(status).end(body);
          return "answered";
        },
      });
      await using observed = observe({ masters: [master.url] });
      await observed.start();
      assert.ok((await observed.until("disconnected")).cause.endsWith(`HTTP ${status} ${body}`.trim()));
      observed.time.advance(500);
      await master.until("SUBSCRIBE", 2);
      await observed.waiting(2);
      observed.time.advance(1000);
      await observed.until("connected");
    });
  }

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

/** An answer to SUBSCRIBE that is a refusal, although its status is 200. */
function refuse(response: ServerResponse, message: string): "answered" {
  const record = JSON.stringify({ type: "ERROR", error: { message } });
  response.writeHead(200, { "content-type": "application/json", "mesos-stream-id": "s" });
  response.end(`${record.length}\n${record}`);
  return "answered";
}

describe("a subscription that can never be", { timeout }, () => {
  for (const [message, remedy] of [
    ["'FrameworkInfo.roles' contains invalid role: Role '/a' cannot start with a slash", /role/],
    ["Changing framework's principal is not allowed", /principal/],
    ["Something that no master said so far", /log of the master/],
  ] as const) {
    it(`because of "${message}" says what to do, and ends [C-6]`, async () => {
      await using master = await startTinyMaster({ onSubscribe: (response) => refuse(response, message) });
      await using observed = observe({ masters: [master.url] });
      await observed.start("fw-7");
      const { cause } = await observed.until("refused");
      assert.ok(cause.startsWith(message), cause);
      assert.match(cause, remedy);
      assert.equal(observed.time.pending(), 0);
      assert.equal(observed.events.length, 1);
    });
  }

  it("because of what we send says what the master says to it [C-17]", async () => {
    await using master = await startTinyMaster({
      onSubscribe: (response) => {
        response.writeHead(400).end("Failed to validate scheduler::Call: no");
        return "answered";
      },
    });
    await using observed = observe({ masters: [master.url] });
    await observed.start();
    assert.match((await observed.until("refused")).cause, /HTTP 400 Failed to validate scheduler::Call: no/);
  });

  it("can be started again after a stop", async () => {
    await using master = await startTinyMaster({
      onSubscribe: (response, nth) => (nth > 1 ? undefined : refuse(response, "no")),
    });
    await using observed = observe({ masters: [master.url] });
    await observed.start("fw-7");
    await observed.until("refused");
    await observed.backend.stop();
    await observed.start("fw-7");
    await observed.until("connected");
  });
});

describe("a subscription that is denied", { timeout }, () => {
  for (const [what, answer, cause] of [
    [
      "its credentials [F-44]",
      (response: ServerResponse) => {
        response.writeHead(401, { "www-authenticate": 'Basic realm="mesos"' }).end("401 Unauthorized.");
        return "answered" as const;
      },
      /does not know our credentials \(HTTP 401.*Configure principal and secret/,
    ],
    [
      "its principal [F-45]",
      (response: ServerResponse) => {
        response.writeHead(403).end();
        return "answered" as const;
      },
      /does not let us in \(HTTP 403\).*Permit the principal/,
    ],
    [
      "its roles [F-45]",
      (response: ServerResponse) =>
        refuse(response, "Not authorized to register framework  with roles { batch }"),
      /^Not authorized.*ACLs/,
    ],
  ] as const) {
    it(`for ${what} says what to do, and is tried again after minutes [C-17]`, async () => {
      await using master = await startTinyMaster({
        onSubscribe: (response, nth) => (nth > 2 ? undefined : answer(response)),
      });
      await using observed = observe({ masters: [master.url] });
      await observed.start();
      assert.match((await observed.until("disconnected")).cause, cause);
      await observed.untilLogged(/a person must act/);
      const { denied, phase, cause: shown } = observed.backend.status();
      assert.deepEqual([denied, phase], [true, "waiting"]);
      assert.match(shown ?? "", cause);
      observed.time.advance(89_999);
      assert.equal(master.requests.length, 1);
      observed.time.advance(1);
      await master.until("SUBSCRIBE", 2);
      await observed.untilLogged(/a person must act/, 2);
      observed.time.advance(179_999);
      assert.equal(master.requests.length, 2);
      observed.time.advance(1);
      await observed.until("connected");
      assert.equal(observed.counts.get("denials"), 2);
      assert.equal(observed.events.filter(({ type }) => type === "disconnected").length, 1);
    });
  }
});

describe("a registration that Mesos has removed", { timeout }, () => {
  const removed = "Framework has been removed";

  it("is the end unless it is wished otherwise, with all that a person must know [C-48] [F-23]", async () => {
    await using master = await startTinyMaster({ onSubscribe: (response) => refuse(response, removed) });
    await using observed = observe({ masters: [master.url] });
    await observed.start("fw-7");
    const { cause } = await observed.until("refused");
    assert.match(cause, /^Framework has been removed.*all its tasks were killed.*"register-anew"/);
    assert.equal(observed.time.pending(), 0);
  });

  it("torn down is told, and a new one is made, where that is wished [C-48] [F-48]", async () => {
    await using master = await startTinyMaster({
      onSubscribe: (response, nth) => (nth === 2 ? refuse(response, removed) : undefined),
    });
    await using observed = observe({ masters: [master.url], onRemoved: "register-anew" });
    await observed.start("fw-7");
    await observed.until("connected");
    master.cut(); // without an ERROR
    await observed.until("disconnected");
    observed.time.advance(1000);
    assert.match((await observed.until("removed")).cause, /Framework has been removed.*killed/);
    await observed.waiting(2);
    observed.time.advance(2000);
    const { registrationId } = await observed.until("connected", 2);
    assert.equal(registrationId, "fw-1");
    const { call } = (await master.until("SUBSCRIBE", 3)).request;
    assert.equal(call?.framework_id, undefined);
    assert.equal(call?.subscribe?.framework_info.id, undefined);
    assert.deepEqual(
      observed.events.flatMap(({ type }) => (type === "agents" ? [] : [type])),
      ["connected", "disconnected", "removed", "connected"],
    );
  });

  it("again and again is not registered in a storm", async () => {
    await using master = await startTinyMaster({ onSubscribe: (response) => refuse(response, removed) });
    await using observed = observe({ masters: [master.url], onRemoved: "register-anew" });
    await observed.start("fw-7");
    await observed.until("removed");
    await observed.waiting(1);
    observed.time.advance(2000);
    await observed.until("removed", 2);
    await observed.untilLogged(/a person must act/);
    observed.time.advance(59_000);
    assert.equal(master.requests.length, 2);
  });
});
