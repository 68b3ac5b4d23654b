import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import type { SchedulerCall } from "../proto/generated/types.ts";
import { observe } from "./backend.builders.ts";
import type { Observed } from "./backend.builders.ts";
import type { TinyMaster, TinyMasterOptions } from "./tiny-master.builders.ts";

/** How the scheduler of these tests introduces itself. */
export const framework = { user: "ada", name: "godocker", roles: ["batch"], failoverTimeoutSeconds: 60 };
/** Of it, what can change while it runs. */
export const changeable = { name: "godocker", roles: ["batch"], failoverTimeoutSeconds: 60 };

/** Answers UPDATE_FRAMEWORK as told, or takes it. */
export function answering(
  answer?: (nth: number, response: ServerResponse) => "answered" | undefined,
): TinyMasterOptions {
  let nth = 0;
  return {
    onCall: (call, response) => {
      if (call.type !== "UPDATE_FRAMEWORK") return undefined;
      nth += 1;
      if (answer?.(nth, response) === "answered") return "answered";
      response.writeHead(200, { "content-length": 0 }).end();
      return "answered";
    },
  };
}

export const saying =
  (status: number, body: string) =>
  (_nth: number, response: ServerResponse): "answered" => {
    response.writeHead(status).end(body);
    return "answered";
  };

export async function connected(
  master: TinyMaster,
  options: Partial<Parameters<typeof observe>[0]> = {},
): Promise<Observed> {
  const observed = observe({
    masters: [master.url],
    framework,
    credentials: { principal: "gd", secret: "s" },
    ...options,
  });
  await observed.start();
  await observed.until("connected");
  return observed;
}

export async function reconnect(master: TinyMaster, observed: Observed, nth: number): Promise<SchedulerCall> {
  master.cut();
  await observed.until("disconnected", nth - 1);
  observed.time.advance(2000);
  await observed.until("connected", nth);
  return subscription(master, nth);
}

export async function subscription(master: TinyMaster, nth: number): Promise<SchedulerCall> {
  const { call } = (await master.until("SUBSCRIBE", nth)).request;
  assert.ok(call !== undefined);
  return call;
}

export const update = async (
  master: TinyMaster,
  nth: number,
): Promise<NonNullable<SchedulerCall["update_framework"]>> => {
  const { call } = (await master.until("UPDATE_FRAMEWORK", nth)).request;
  assert.ok(call?.update_framework !== undefined);
  return call.update_framework;
};
export const updates = (master: TinyMaster): number =>
  master.calls().filter(({ type }) => type === "UPDATE_FRAMEWORK").length;
