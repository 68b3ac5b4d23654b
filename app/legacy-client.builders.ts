import assert from "node:assert/strict";
import { request } from "node:http";

/** An answer as the client reads it. */
export interface LegacyAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  /** A document that a test looks into. */
  // oxlint-disable-next-line typescript/no-explicit-any -- documents of a foreign form, looked at member by member
  readonly json: any;
}

interface Body {
  /** Sent as the client writes it: with a space behind colons and commas. */
  readonly json?: unknown;
  /** Says that JSON comes, and sends nothing. */
  readonly empty?: true;
}

/**
 * The command line client 1.0.25 as it was seen on the wire: each command logs in anew, the address of the server ends
 * with a slash, headers are those of its HTTP library.
 */
export interface LegacyClient {
  /** `POST /authenticate`, for which the client keeps the key in a file. */
  logIn(): Promise<void>;
  send(method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: Body): Promise<LegacyAnswer>;
  /** Without a token, as the configuration is fetched. */
  sendWithoutToken(method: "GET", path: string): Promise<LegacyAnswer>;
  /** What `godjob` and `godbatch` do whenever they are called, before anything else. */
  begin(): Promise<void>;
}

export function aLegacyClient(server: string, user: string, apikey: string): LegacyClient {
  let token = "";

  const raw = async (
    method: string,
    path: string,
    headers: readonly string[],
    body: string,
  ): Promise<LegacyAnswer> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(server);
      const length =
        method === "GET" && body === "" ? [] : ["Content-Length", String(Buffer.byteLength(body))];
      const sent = request(
        {
          hostname,
          port,
          method,
          path: `//api/1.0${path}`,
          headers: [
            // One name, one value, and so on.
            "Host",
            `${hostname}:${port}`,
            "User-Agent",
            "python-requests/2.27.1",
            "Accept-Encoding",
            "gzip, deflate",
            "Connection",
            "keep-alive",
            ...headers,
            ...length,
          ],
        },
        (answer) => {
          const pieces: Buffer[] = [];
          answer.on("data", (piece: Buffer) => pieces.push(piece));
          answer.once("error", reject);
          answer.once("end", () => {
            const text = Buffer.concat(pieces).toString();
            const contentType = String(answer.headers["content-type"]);
            const isJson = contentType.startsWith("application/json");
            resolve({
              status: answer.statusCode ?? 0,
              contentType,
              text,
              json: isJson ? JSON.parse(text) : undefined,
            });
          });
        },
      );
      sent.once("error", reject);
      sent.end(body);
    });

  const JSON_HEADERS = ["Content-Type", "application/json", "Accept", "application/json"];
  const client: LegacyClient = {
    async logIn() {
      const answer = await raw("POST", "/authenticate", JSON_HEADERS, asPython({ apikey, user }));
      assert.equal(answer.status, 200, answer.text);
      token = answer.json.token;
      // Python 2 puts it into a header of bytes.
      assert.match(token, /^[\u0021-\u007e]+$/);
    },
    send: (method, path, { json, empty } = {}) => {
      const isJson = json !== undefined || empty === true;
      const headers = ["Authorization", `Bearer ${token}`, ...(isJson ? JSON_HEADERS : ["Accept", "*/*"])];
      return raw(method, path, headers, json === undefined ? "" : asPython(json));
    },
    sendWithoutToken: (method, path) => raw(method, path, ["Accept", "*/*"], ""),
    async begin() {
      await client.logIn();
      const projects = await client.send("GET", `/user/${user}/project`);
      assert.ok(
        projects.json.every(({ id }: { readonly id: unknown }) => typeof id === "string"),
        projects.text,
      );
      await client.logIn();
      const { status, json } = await client.sendWithoutToken("GET", "/config");
      assert.equal(status, 200);
      for (const member of ["images", "constraints", "volumes", "executor_features"])
        assert.ok(Array.isArray(json[member]), member);
    },
  };
  return client;
}

/** JSON as Python's `json.dumps` writes it: spaces behind colons and commas, nothing but ASCII. */
function asPython(value: unknown): string {
  const write = (each: unknown): string => {
    if (Array.isArray(each)) return `[${each.map(write).join(", ")}]`;
    if (typeof each === "object" && each !== null)
      return `{${Object.entries(each)
        .map(([name, inner]) => `${write(name)}: ${write(inner)}`)
        .join(", ")}}`;
    return JSON.stringify(each).replaceAll(/[\u0080-\uffff]/g, (letter) => {
      return `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`;
    });
  };
  return write(value);
}
