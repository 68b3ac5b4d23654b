import { Buffer } from "node:buffer";
import type { Health } from "../../telemetry/health.ts";
import type { ApiContext } from "../context/context.ts";
import { NOBODY_ANSWERS } from "../context/leader.ts";
import { PublicError } from "../http/problems.ts";
import { defineRoute, type Route } from "../http/route.ts";
import { ref } from "../http/schema-words.ts";

/** Metrics, and the probes of this process. */
export function healthRoutes(context: ApiContext, health: Health): readonly Route[] {
  return [
    getMetricsRoute(context),
    getLeaderMetricsRoute(context),
    isAliveRoute(),
    isReadyRoute(health),
    getHealthRoute(health),
  ];
}

function getMetricsRoute({ metrics }: ApiContext): Route {
  return defineRoute({
    method: "GET",
    path: "/metrics",
    operationId: "getMetrics",
    summary: "Metrics in the Prometheus text format.",
    permission: "metrics:read",
    params: {},
    query: {},
    answers: { 200: { description: "Metrics of this process.", mediaType: "text/plain" } },
    problems: [],
    async handle() {
      const { contentType, text } = await metrics.expose();
      return { status: 200, headers: { "content-type": contentType }, bytes: Buffer.from(text) };
    },
  });
}

function getLeaderMetricsRoute({ leader }: ApiContext): Route {
  return defineRoute({
    method: "GET",
    path: "/metrics/leader",
    operationId: "getLeaderMetrics",
    summary: "Metrics of the scheduler that leads, in the Prometheus text format.",
    permission: "metrics:read",
    params: {},
    query: {},
    answers: { 200: { description: "Metrics of the leader.", mediaType: "text/plain" } },
    problems: ["no_leader"],
    async handle() {
      const text = await leader.metrics();
      if (text === undefined) throw new PublicError("no_leader", NOBODY_ANSWERS);
      const headers = { "content-type": "text/plain; version=0.0.4; charset=utf-8" };
      return { status: 200, headers, bytes: Buffer.from(text) };
    },
  });
}

function isAliveRoute(): Route {
  return defineRoute({
    method: "GET",
    path: "/livez",
    operationId: "isAlive",
    isProbe: true,
    summary: "Whether the process answers. Looks at nothing else, so that no outage elsewhere restarts it.",
    permission: "public",
    params: {},
    query: {},
    answers: { 200: { description: "It does.", schema: ref("Health") } },
    problems: [],
    async handle() {
      return { status: 200, json: { status: "ok" } };
    },
  });
}

function isReadyRoute(health: Health): Route {
  return defineRoute({
    method: "GET",
    path: "/readyz",
    operationId: "isReady",
    isProbe: true,
    summary: "Whether requests can be served. `degraded` serves, but not everything.",
    permission: "public",
    params: {},
    query: {},
    answers: {
      200: { description: "They can.", schema: ref("Health") },
      503: { description: "They can not.", schema: ref("Health") },
    },
    problems: [],
    async handle() {
      const { status } = await health.ready();
      return { status: status === "failed" ? 503 : 200, json: { status } };
    },
  });
}

function getHealthRoute(health: Health): Route {
  return defineRoute({
    method: "GET",
    path: "/api/v2/health",
    operationId: "getHealth",
    summary: "The checks behind `/readyz`, one by one.",
    permission: "health:verbose",
    params: {},
    query: {},
    answers: { 200: { description: "The checks, whatever they say.", schema: ref("Health") } },
    problems: [],
    async handle() {
      return { status: 200, json: await health.ready() };
    },
  });
}
