import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createMetrics } from "./metrics.ts";

describe("metrics", () => {
  it("have the prefix, a help text and no state left out", async (t) => {
    const metrics = createMetrics({ version: "1", jobStates: ["pending", "running"] });
    t.after(() => metrics.close());
    metrics.jobs(new Map([["running", 3]]));
    metrics.jobs(new Map([["running", 2]]));
    const { contentType, text } = await metrics.expose();
    assert.match(contentType, /^text\/plain/);
    assert.match(text, /godocker_jobs\{state="pending"\} 0/);
    assert.match(text, /godocker_jobs\{state="running"\} 2/);
    assert.match(text, /nodejs_eventloop_lag_seconds/);
    for (const [, name] of text.matchAll(/^# TYPE (godocker_\w+)/gm))
      assert.match(text, new RegExp(`^# HELP ${name} \\S`, "m"));
  });

  it("tell who leads, since which epoch, and how often that changed", async (t) => {
    const metrics = createMetrics({ version: "1", jobStates: [] });
    t.after(() => metrics.close());
    metrics.leading(4);
    metrics.leading(4);
    metrics.leading(undefined);
    const { text } = await metrics.expose();
    assert.match(text, /^godocker_leader 0$/m);
    assert.match(text, /^godocker_leader_epoch 4$/m);
    assert.match(text, /^godocker_leader_changes_total 2$/m);
  });

  it("tell how forecasts came true, and nothing of that before it is known", async (t) => {
    const metrics = createMetrics({ version: "1", jobStates: [] });
    t.after(() => metrics.close());
    metrics.forecast({ jobs: 3, durationMs: 10, coverage: undefined, medianError: undefined });
    assert.match((await metrics.expose()).text, /^godocker_forecast_median_error Nan$/im);
    metrics.forecast({ jobs: 3, durationMs: 10, coverage: 0.91, medianError: 0.2 });
    const { text } = await metrics.expose();
    assert.match(text, /^godocker_forecast_coverage 0.91$/m);
    assert.match(text, /^godocker_forecast_median_error 0.2$/m);
  });

  it("count requests by route, method and class of status", async (t) => {
    const metrics = createMetrics({ version: "1", jobStates: [] });
    t.after(() => metrics.close());
    metrics.httpRequestStarted();
    metrics.httpRequestEnded({ route: "/x/:id", method: "GET", status: 404 }, 0.003);
    const { text } = await metrics.expose();
    assert.match(
      text,
      /godocker_http_request_seconds_bucket\{le="0.005",route="\/x\/:id",method="GET",code_class="4xx"\} 1/,
    );
    assert.match(text, /^godocker_http_requests_in_flight 0$/m);
  });

  it("tell ages as they are when they are asked for", async (t) => {
    const metrics = createMetrics({ version: "1", jobStates: [] });
    t.after(() => metrics.close());
    let age = 3;
    metrics.readMesos(() => ({ subscribed: true, heartbeatAgeSeconds: age, callsWaiting: 2 }));
    metrics.readClusters(() => [{ executor: "mesos", state: "refused", offersHeld: 4 }]);
    const { text } = await metrics.expose();
    assert.match(text, /^godocker_mesos_heartbeat_age_seconds 3$/m);
    assert.match(text, /^godocker_mesos_calls_waiting 2$/m);
    assert.match(text, /^godocker_executor_up\{executor="mesos"\} 0$/m);
    assert.match(text, /^godocker_executor_refused\{executor="mesos",cause="refused"\} 1$/m);
    assert.match(text, /^godocker_offers_outstanding 4$/m);
    age = 9;
    assert.match((await metrics.expose()).text, /^godocker_mesos_heartbeat_age_seconds 9$/m);
    metrics.readMesos(() => undefined);
    assert.match((await metrics.expose()).text, /^godocker_mesos_subscribed 0$/m);
  });

  it("count a subscription as a new one from the second on", async (t) => {
    const metrics = createMetrics({ version: "1", jobStates: [] });
    t.after(() => metrics.close());
    for (const by of [1, 1, 1]) metrics.mesosCount("subscriptions", by);
    assert.match((await metrics.expose()).text, /^godocker_mesos_reconnects_total 2$/m);
  });
});
