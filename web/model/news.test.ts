import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Fetch } from "../../client/http.ts";
import { followNews } from "./news.ts";

const problem = (status: number, code: string) => () =>
  new Response(JSON.stringify({ type: `/problems/${code}`, title: code, status, code }), { status });
const frame = (id: string, job: number) =>
  `id: ${id}\nevent: job.state\ndata: ${JSON.stringify({ job, type: "running" })}\n\n`;
const stream = (text: string) => () =>
  new Response(text, { headers: { "content-type": "text/event-stream" } });

/** Answers one request after another with these; the last one ends the test. */
async function told(answers: readonly (() => Response)[]) {
  const controller = new AbortController();
  const heard: string[] = [];
  const asked: string[] = [];
  const fetch: Fetch = async (url) => {
    const answer = answers[asked.length];
    asked.push(new URL(url).search);
    if (answer !== undefined) return answer();
    controller.abort();
    throw new Error("over");
  };
  await followNews(
    { baseUrl: "http://localhost", token: "t", fetch, source: "web" },
    {
      onNews: (news) => heard.push(news === undefined ? "anything" : `job ${news.job}`),
      onLive: (isLive) => heard.push(isLive ? "live" : "cut"),
      onSignedOut: () => heard.push("signed out"),
    },
    async () => void heard.push("pause"),
    controller.signal,
  );
  return { heard, asked };
}

describe("the news of all jobs", () => {
  it("begin with everything, go on behind a cut, and then with everything again", async () => {
    const { heard, asked } = await told([stream(frame("5.0", 1)), stream(frame("6.0", 2))]);
    assert.deepEqual(heard, ["live", "anything", "job 1", "cut", "live", "anything", "job 2", "cut"]);
    assert.deepEqual(asked, ["", "?after=5.0", "?after=6.0"]);
  });

  it("begin anew where the server does not keep what was missed", async () => {
    const { heard, asked } = await told([stream(frame("5.0", 1)), problem(410, "gone_cursor"), stream("")]);
    assert.deepEqual(asked.slice(0, 3), ["", "?after=5.0", ""]);
    assert.deepEqual(heard.slice(-4), ["pause", "live", "anything", "cut"]);
  });

  it("end when the token does not count any more", async () => {
    assert.deepEqual((await told([problem(401, "not_signed_in")])).heard.at(-1), "signed out");
    const ended = stream('event: end\ndata: {"reason":"token_expired"}\n\n');
    assert.deepEqual((await told([ended])).heard.at(-1), "signed out");
  });
});
