// Against what an agent of Mesos said: integration/mesos-conformance/traces.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { ExecCommand, ExecSession } from "../../offers/task-access.ts";
import { createMesosTaskAccess } from "./mesos-task-access.ts";
import { aTaskAt, TASK } from "./tiny-agent.builders.ts";

const TRACES = join(import.meta.dirname, "../../integration/mesos-conformance/traces");
const PARENT = "83f02b11-cd4a-4003-81d5-d591844de493";
const recorded = (name: string): string => readFileSync(join(TRACES, name), "latin1");

/**
 * The agent of the recording, for one session of ours: every connection gets the bytes that it got then. The end is
 * told once the input has come.
 */
async function theRecordedAgent(kind: "pipe" | "tty") {
  const requests: Record<"output" | "input" | "wait", string> = { output: "", input: "", wait: "" };
  const sockets = new Set<Socket>();
  let waiting: Socket | undefined;
  const tellEnd = (): void => {
    if (requests.input !== "") waiting?.write(recorded(`session-${kind}-wait.in.bin`), "latin1");
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    let text = "";
    socket.setEncoding("latin1").on("data", (chunk) => {
      text += String(chunk);
      const type = /"type":"([A-Z_]+)"/.exec(text)?.[1];
      const plain = text.endsWith("}");
      if (type === "LIST_FILES" && plain) {
        text = "";
        socket.write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
      } else if (type === "GET_CONTAINERS" && plain) {
        text = "";
        const body = JSON.stringify({
          type,
          get_containers: {
            containers: [
              {
                container_id: { value: PARENT },
                executor_id: { value: TASK },
                framework_id: { value: "fw-1" },
              },
            ],
          },
        });
        socket.write(
          `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
        );
      } else if (type === "LAUNCH_NESTED_CONTAINER_SESSION" && plain) {
        requests.output = text;
        socket.write(recorded(`session-${kind}-output.in.bin`), "latin1");
      } else if (type === "WAIT_NESTED_CONTAINER" && plain) {
        requests.wait = text;
        waiting = socket;
        tellEnd();
      } else if (type === "ATTACH_CONTAINER_INPUT" && requests.input === "") {
        requests.input = text;
        tellEnd();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  return {
    task: aTaskAt(`http://127.0.0.1:${port}#fw-1`),
    requests,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const HEADERS = new Set([
  "content-type",
  "accept",
  "message-content-type",
  "message-accept",
  "transfer-encoding",
]);

/** Headers that decide how an agent reads and answers, and the first record of the body. */
function meaning(request: string) {
  const [head = "", body = ""] = request.split("\r\n\r\n", 2);
  const headers = Object.fromEntries(
    head
      .split("\r\n")
      .slice(1)
      .map((line) => [
        line.slice(0, line.indexOf(":")).toLowerCase(),
        line.slice(line.indexOf(":") + 1).trim(),
      ])
      .filter(([name]) => HEADERS.has(name ?? "")),
  );
  const json: unknown = JSON.parse(
    /\{.*\}/.exec(body)?.[0].replaceAll(/"value":"[0-9a-f-]{36}"/g, '"value":"id"') ?? "0",
  );
  return { line: head.split("\r\n", 1)[0], headers, json };
}

async function play(command: ExecCommand, kind: "pipe" | "tty") {
  await using agent = await theRecordedAgent(kind);
  const access = createMesosTaskAccess();
  assert.ok(access.exec);
  const session: ExecSession = await access.exec(agent.task, command);
  const said = { stdout: "", stderr: "" };
  for await (const { stream, bytes } of session.output) said[stream] += Buffer.from(bytes).toString();
  const end = await session.ended;
  await session.close();
  return { said, end, requests: agent.requests };
}

describe("a recorded session", { timeout: 240_000 }, () => {
  it("without a terminal is read as it was: both streams and the exit code", async () => {
    const { said, end, requests } = await play({ argv: ["x"] }, "pipe");
    assert.deepEqual(said, { stdout: "out\nhello\nsecond ", stderr: "err\n" });
    assert.deepEqual(end, { exitCode: 7 });
    const { line, headers } = meaning(requests.output);
    const original = meaning(recorded("session-pipe-output.out.bin"));
    assert.deepEqual([line, headers], [original.line, original.headers]);
    assert.deepEqual(meaning(requests.wait).json, meaning(recorded("session-pipe-wait.out.bin")).json);
  });

  it("with a terminal is read as it was", async () => {
    const { said, end } = await play({ argv: ["x"], tty: { rows: 24, columns: 80 } }, "tty");
    assert.deepEqual(said, { stdout: "0 0\r\n/dev/pts/0\r\nhello\r\ngot hello\r\n40 120\r\n", stderr: "" });
    assert.deepEqual(end, { exitCode: 7 });
  });

  it("has its input begun in the same way", async () => {
    const { requests } = await play({ argv: ["x"] }, "pipe");
    const [mine, original] = [meaning(requests.input), meaning(recorded("session-pipe-input.out.bin"))];
    assert.deepEqual(mine, original);
  });
});
