import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MongoNetworkError, MongoServerError, MongoTopologyClosedError } from "mongodb";
import { StoreUnavailableError } from "../store.ts";
import { askPatiently } from "./ask.ts";
import { isPassing, translate } from "./errors.ts";

const WHERE = "mongodb://a/jobs";
const serverError = (code: number) => new MongoServerError({ message: `code ${code}`, code });

describe("an error of the database", () => {
  it("passes when it tells of a connection, an election, or a time that was over", () => {
    for (const error of [
      new MongoNetworkError("reset"),
      ...[91, 189, 10_107, 11_602, 64, 50].map(serverError),
    ])
      assert.equal(isPassing(error), true, error.message);
  });

  it("stays when it tells of what somebody must fix, or of a fault of ours", () => {
    for (const error of [...[13, 18, 11_000, 14_031, 2].map(serverError), new TypeError("x"), "text"])
      assert.equal(isPassing(error), false, String(error));
  });

  for (const [code, pattern] of [
    [13, /mongodb:\/\/a\/jobs is unavailable: .*role readWrite/],
    [18, /store\.passwordFile/],
    [14_031, /no space left/],
    [10_107, /does not answer/],
  ] as const)
    it(`is told with what to do about it: ${code}`, () => {
      const told = translate(serverError(code), WHERE);
      assert.ok(told instanceof StoreUnavailableError);
      assert.match(told.message, pattern);
    });

  it("is told as it is when it tells of a fault of ours", () => {
    const error = serverError(2);
    assert.equal(translate(error, WHERE), error);
  });

  it("is that of a handle that is closed when its client is", () => {
    assert.match(String(translate(new MongoTopologyClosedError(), WHERE)), /handle of the store is closed/);
  });
});

describe("a question to the database", () => {
  it("is asked again while its errors pass", async () => {
    let asked = 0;
    const answer = await askPatiently({ where: WHERE, patienceMs: 60_000 })(async () => {
      asked += 1;
      if (asked < 3) throw new MongoNetworkError("reset");
      return asked;
    });
    assert.equal(answer, 3);
  });

  it("is given up when its patience is over, or at once when the error stays", async () => {
    const ask = askPatiently({ where: WHERE, patienceMs: 30 });
    await assert.rejects(
      ask(() => Promise.reject(new MongoNetworkError("reset"))),
      StoreUnavailableError,
    );
    let asked = 0;
    const refused = askPatiently({ where: WHERE, patienceMs: 60_000 })(() => {
      asked += 1;
      return Promise.reject(serverError(18));
    });
    await assert.rejects(refused, /passwordFile/);
    assert.equal(asked, 1);
  });
});
