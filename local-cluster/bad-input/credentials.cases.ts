// A master that asks for credentials.
import { JSON_TYPE, SCHEDULER, invalid, request } from "./requests.builders.ts";
import type { BadInput, Details } from "./requests.builders.ts";

const basic = (text: string): string => `Basic ${Buffer.from(text).toString("base64")}`;
const unauthorized = (
  path: string,
  realm: string,
  name: string,
  authorization: string | undefined,
  details: Details = {},
): BadInput =>
  request("guarded", path, name, "{}", {
    headers: {
      "Content-Type": JSON_TYPE,
      ...(authorization === undefined ? {} : { Authorization: authorization }),
    },
    status: 401,
    text: "401 Unauthorized.",
    wantedHeaders: { "www-authenticate": `Basic realm="${realm}"` },
    ...details,
  });
const FRAMEWORKS = "mesos-master-scheduler";
const asPrincipal: Details = {
  headers: { "Content-Type": JSON_TYPE, Authorization: basic("{principal}:s3:cret") },
};
const otherPrincipal = invalid(
  "Authenticated principal '{principal}' does not match principal 'other' set in `FrameworkInfo`",
);

export const CREDENTIALS: readonly BadInput[] = [
  unauthorized(SCHEDULER, FRAMEWORKS, "no credentials", undefined),
  unauthorized(SCHEDULER, FRAMEWORKS, "empty credentials", ""),
  unauthorized(SCHEDULER, FRAMEWORKS, "a wrong secret", basic("{principal}:wrong")),
  unauthorized(SCHEDULER, FRAMEWORKS, "an unknown principal", basic("nobody:s3:cret")),
  unauthorized(SCHEDULER, FRAMEWORKS, "no colon", basic("{principal}")),
  unauthorized(SCHEDULER, FRAMEWORKS, "no base64", "Basic %%%"),
  unauthorized(
    SCHEDULER,
    FRAMEWORKS,
    "basic in lower case",
    basic("{principal}:s3:cret").replace("Basic", "basic"),
  ),
  unauthorized(SCHEDULER, FRAMEWORKS, "another scheme", "Bearer x"),
  unauthorized(SCHEDULER, FRAMEWORKS, "comes before the method", undefined, { method: "PUT" }),
  unauthorized(SCHEDULER, FRAMEWORKS, "comes before the type", undefined, {
    headers: { "Content-Type": "text/plain" },
  }),
  unauthorized("/api/v1", "mesos-master-readwrite", "no credentials", undefined),
  unauthorized("/state", "mesos-master-readonly", "no credentials", undefined, { method: "GET" }),
  unauthorized("/metrics/snapshot", "mesos-master-readonly", "no credentials", undefined, { method: "GET" }),
  request(
    "guarded",
    SCHEDULER,
    "SUBSCRIBE for another principal",
    { type: "SUBSCRIBE", subscribe: { framework_info: { user: "", name: "x", principal: "other" } } },
    { ...asPrincipal, status: 400, text: otherPrincipal },
  ),
];
