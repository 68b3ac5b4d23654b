import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { WantedOffer } from "../offers/backend.ts";
import {
  answering,
  connected,
  framework,
  reconnect,
  saying,
  subscription,
  update,
  updates,
} from "./standing.builders.ts";
import { startTinyMaster } from "./tiny-master.builders.ts";

const timeout = 240_000;

describe("wishes for offers", { timeout }, () => {
  const wish = (cpusMilli: number, rack?: string): WantedOffer => ({
    resources: { cpusMilli, memMib: 64, diskMib: 0, gpus: 0 },
    ports: 0,
    constraints: rack === undefined ? [] : [{ attribute: "rack", op: "eq", values: [rack] }],
  });
  /** The cpus of the sets that were told. */
  const cpus = ({
    framework_info: info,
  }: {
    readonly framework_info: { readonly offer_filters?: unknown };
  }): unknown =>
    JSON.stringify(info.offer_filters ?? null)
      .match(/"cpus":\{"value":([\d.]+)/g)
      ?.map((text) => Number(text.slice(16)));

  it("are told for every role, and by every SUBSCRIBE as long as they are made [C-20]", async () => {
    await using master = await startTinyMaster(answering());
    await using observed = await connected(master, { framework: { ...framework, roles: ["a", "b"] } });
    observed.backend.want([wish(2000, "r1")]);
    const { framework_info: info, offer_constraints: constraints } = await update(master, 1);
    const filters = {
      min_allocatable_resources: { quantities: [{ quantities: { cpus: { value: 2 }, mem: { value: 64 } } }] },
    };
    const groups = [
      {
        attribute_constraints: [
          { selector: { attribute_name: "rack" }, predicate: { text_equals: { value: "r1" } } },
        ],
      },
    ];
    assert.deepEqual(info.offer_filters, { a: filters, b: filters });
    assert.deepEqual(constraints, { role_constraints: { a: { groups }, b: { groups } } });
    assert.equal(info.principal, "gd");
    const again = await reconnect(master, observed, 2);
    assert.deepEqual(again.subscribe?.framework_info.offer_filters, info.offer_filters);
    assert.deepEqual(again.subscribe?.offer_constraints, constraints);
    observed.backend.want([wish(2000, "r1")]);
    observed.time.advance(60_000);
    assert.equal(updates(master), 1);
  });

  it("end with the session when they are not made again", async () => {
    await using master = await startTinyMaster(answering());
    await using observed = await connected(master);
    observed.backend.want([wish(2000)]);
    await update(master, 1);
    await reconnect(master, observed, 2);
    observed.time.advance(1000);
    assert.deepEqual((await update(master, 2)).framework_info.offer_filters, undefined);
  });

  it("that were told already are not told again", async () => {
    await using master = await startTinyMaster(answering());
    await using observed = await connected(master);
    for (let nth = 0; nth < 3; nth += 1) observed.backend.want([wish(2000), wish(3000)]);
    await update(master, 1);
    observed.backend.want([wish(2000)]);
    observed.time.advance(60_000);
    observed.backend.revive();
    await master.until("REVIVE");
    assert.equal(updates(master), 1);
  });

  it("for more are told at once, but for a second between two; for less only after a while", async () => {
    await using master = await startTinyMaster(answering());
    await using observed = await connected(master, { limits: { wishKeepMs: 30_000 } });
    observed.backend.want([wish(4000)]);
    assert.deepEqual(cpus(await update(master, 1)), [4]);
    observed.backend.want([wish(3000)]);
    observed.backend.want([wish(2000)]);
    observed.time.advance(999);
    assert.equal(updates(master), 1);
    observed.time.advance(1);
    assert.deepEqual(cpus(await update(master, 2)), [2]);
    observed.backend.want([wish(5000)]); // the wish before is kept for a while
    observed.time.advance(29_999);
    assert.equal(updates(master), 2);
    observed.time.advance(1);
    assert.deepEqual(cpus(await update(master, 3)), [5]);
    observed.backend.want([]);
    observed.time.advance(1000);
    assert.equal(cpus(await update(master, 4)), undefined);
  });

  it("that the master refuses are given up, and no session ends", async () => {
    const text = "'UpdateFramework' call is not valid: Offer constraints are not valid: no";
    await using master = await startTinyMaster(answering(saying(400, text)));
    await using observed = await connected(master);
    observed.backend.want([wish(4000)]);
    await observed.untilLogged(/asked for everything.*Offer constraints/);
    observed.backend.want([wish(1000)]);
    observed.time.advance(60_000);
    observed.backend.revive();
    await master.until("REVIVE");
    assert.equal(updates(master), 1);
    assert.ok(observed.events.every(({ type }) => type !== "disconnected"));
    const again = await reconnect(master, observed, 2);
    assert.equal(again.subscribe?.framework_info.offer_filters, undefined);
  });

  it("that were taken before must not stay when the next are refused", async () => {
    await using master = await startTinyMaster(
      answering((nth, response) => (nth === 1 ? undefined : saying(400, "no")(nth, response))),
    );
    await using observed = await connected(master);
    observed.backend.want([wish(4000)]);
    await update(master, 1);
    observed.time.advance(1000);
    observed.backend.want([wish(1000)]);
    assert.match((await observed.until("disconnected")).cause, /must not stay.*HTTP 400 no/);
    observed.time.advance(2000);
    await observed.until("connected", 2);
    assert.equal((await subscription(master, 2)).subscribe?.framework_info.offer_filters, undefined);
  });

  it("that a SUBSCRIBE is refused for are left out of the next", async () => {
    const message = "Offer constraints are not valid: Regex is too complex";
    await using master = await startTinyMaster({
      ...answering(),
      onSubscribe: (response, nth) => {
        if (nth !== 2) return undefined;
        const record = JSON.stringify({ type: "ERROR", error: { message } });
        response.writeHead(200, { "content-type": "application/json", "mesos-stream-id": "s" });
        response.end(`${record.length}\n${record}`);
        return "answered";
      },
    });
    await using observed = await connected(master);
    observed.backend.want([wish(4000, "r1")]);
    await update(master, 1);
    master.cut();
    await observed.until("disconnected");
    observed.time.advance(1000);
    await observed.waiting(2);
    observed.time.advance(2000);
    await observed.until("connected", 2);
    assert.notEqual((await subscription(master, 2)).subscribe?.offer_constraints, undefined);
    assert.equal((await subscription(master, 3)).subscribe?.offer_constraints, undefined);
  });

  it("are not told to a master that would keep them for ever [F-49]", async () => {
    const old = { master_info: { id: "m", ip: 1, port: 5050, version: "1.8.1" } };
    await using master = await startTinyMaster({ subscribed: old });
    await using observed = await connected(master);
    observed.backend.want([wish(4000)]);
    observed.backend.revive();
    await master.until("REVIVE");
    assert.equal(updates(master), 0);
  });

  it("of a session with a newer master are taken back after a downgrade [F-49]", async () => {
    const old = { master_info: { id: "m", ip: 1, port: 5050, version: "1.8.1" } };
    await using newer = await startTinyMaster(answering());
    await using older = await startTinyMaster({ subscribed: old });
    await using observed = await connected(newer, { masters: [newer.url, older.url] });
    observed.backend.want([wish(4000)]);
    await update(newer, 1);
    const at = newer.requests.length;
    await newer[Symbol.asyncDispose]();
    await observed.until("disconnected");
    observed.time.advance(1000);
    await observed.until("connected", 2);
    observed.backend.want([wish(4000)]);
    observed.backend.want([wish(1000)]);
    assert.match((await observed.until("disconnected", 2)).cause, /1\.8\.1 cannot change/);
    observed.time.advance(4000);
    await observed.until("connected", 3);
    assert.equal(newer.requests.length, at);
    assert.notEqual((await subscription(older, 1)).subscribe?.framework_info.offer_filters, undefined);
    assert.equal((await subscription(older, 2)).subscribe?.framework_info.offer_filters, undefined);
  });
});
