// What no route serves, the old endpoints, and paths out of the sandboxes.
import { request } from "./requests.builders.ts";
import type { BadInput, Details } from "./requests.builders.ts";

const get = (
  target: BadInput["target"],
  path: string,
  name: string,
  status: number,
  text: string | RegExp,
  details: Details = {},
): BadInput => request(target, path, name, "", { method: "GET", headers: {}, status, text, ...details });
const NO_PATH = "Expecting 'path=value' in query.\n";
const files = (verb: string, query: string, name: string, status: number, text: string | RegExp): BadInput =>
  get("agent", `/files/${verb}${query}`, name, status, text);

export const PATHS: readonly BadInput[] = [
  ...[
    "/nope",
    "/state.json",
    "/api/v2/scheduler",
    "//api/v1",
    "/master",
    "/redirect/x",
    "/master/redirect/x",
    "/api/v1/../../etc/passwd",
    "/%2e%2e/etc/passwd",
    "/?",
  ].map((path) => get("master", path, "is not served", 404, "")),
  ...["/nope", "/slave(2)/state", "/slave(1)/nope", "/../../etc/passwd", "/files"].map((path) =>
    get("agent", path, "is not served", 404, ""),
  ),
  get("master", "/files/read", "no path", 400, NO_PATH),
  get("master", "/files/browse", "no path", 400, NO_PATH),
  get("master", "/files/download?path=/etc/passwd", "a file of the machine", 404, ""),
  request("master", "/teardown", "no framework", "", {
    headers: {},
    status: 400,
    text: "Missing 'frameworkId' query parameter in the request body",
  }),
  request("master", "/teardown", "an unknown framework", "frameworkId=nope", {
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
    status: 400,
    text: "No framework found with specified ID",
  }),
  get("master", "/tasks?limit=-1&offset=x&order=sideways", "numbers that are none", 200, /^\{"tasks":\[/),
  get("master", "/state?jsonp=%3Cscript%3Ealert(1)%3C/script%3E", "a callback that is none", 200, /^[^<]*$/),
];

export const FILES: readonly BadInput[] = [
  ...["read", "browse", "download"].flatMap((verb) => [
    files(verb, "", "no path", 400, NO_PATH),
    files(verb, "?path=", "an empty path", 400, NO_PATH),
    ...[
      ["a file of the machine", "/etc/passwd"],
      ["dots to a file of the machine", "{sandbox}/../../../../../../../../../../../etc/passwd"],
      ["escaped dots", "{sandbox}/..%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2fetc/passwd"],
      ["twice escaped dots", "{sandbox}/%252e%252e/%252e%252e/etc/passwd"],
      ["what is not there", "{sandbox}/nope"],
      ["a NUL", "{sandbox}/stdout%00.txt"],
      ["no absolute path", "stdout"],
      ["half an escape", "{sandbox}/%zz"],
      ["a link out of the sandbox", "{sandbox}/out"],
      ["through a link out of the sandbox", "{sandbox}/root/etc/passwd"],
      ["a link to itself", "{sandbox}/self"],
      ["4 kB", `/frameworks/${"a".repeat(4096)}`],
    ].map(([name = "", path = ""]) => files(verb, `?path=${path}`, name, 404, "")),
  ]),
  files("read", "?path={sandbox}", "a directory", 400, "Cannot read a directory.\n"),
  files("download", "?path={sandbox}", "a directory", 400, "Cannot download a directory.\n"),
  files(
    "read",
    "?path={sandbox}/stdout&offset=-2",
    "a negative offset",
    400,
    "Negative offset provided: -2.\n",
  ),
  files(
    "read",
    "?path={sandbox}/stdout&offset=x",
    "an offset that is no number",
    400,
    /^Failed to parse offset/,
  ),
  files(
    "read",
    "?path={sandbox}/stdout&offset=0&length=x",
    "a length that is no number",
    400,
    /^Failed to parse length/,
  ),
  files(
    "read",
    "?path={sandbox}/stdout&offset=99999999999999999999",
    "an offset beyond all numbers",
    400,
    /^Failed to parse offset/,
  ),
  files(
    "read",
    "?path={sandbox}/stdout&offset=1000000",
    "an offset beyond the end",
    200,
    '{"data":"","offset":1000000}',
  ),
  files("read", "?path={sandbox}/pipe&offset=0", "a pipe nobody writes to", 404, ""),
  files("download", "?path={sandbox}/pipe", "a pipe nobody writes to", 404, ""),
];
