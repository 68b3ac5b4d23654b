import { decodeJson, encodeJson } from "../../proto/codec.ts";
import type { MasterCall, MasterResponse } from "../../proto/generated/types.ts";

export interface OperatorAnswer {
  readonly status: number;
  readonly text: string;
  /** The answer to a call that reads; `{}` for others. */
  readonly response: MasterResponse;
}

/** `POST /api/v1` for tests. */
export async function operatorCall(masterUrl: string, call: MasterCall): Promise<OperatorAnswer> {
  const answer = await fetch(new URL("/api/v1", masterUrl), {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: encodeJson("mesos.v1.master.Call", call),
  });
  const text = await answer.text();
  const isJson = answer.headers.get("content-type") === "application/json";
  return {
    status: answer.status,
    text,
    response: isJson ? decodeJson("mesos.v1.master.Response", text) : {},
  };
}
