import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { TaskAccessError } from "../../offers/task-access.ts";
import { createCertificateFiles } from "../certificates.builders.ts";
import { secretFile } from "../connection/credentials.ts";
import { createMesosTaskAccess } from "./mesos-task-access.ts";
import { aContainer, aFile, answer, aTinyAgent, output, RUN } from "./tiny-agent.builders.ts";
import type { TinyAgent } from "./tiny-agent.builders.ts";

const files = createCertificateFiles();
after(() => files[Symbol.dispose]());
const authority = files.authority("authority");
const stranger = files.authority("stranger");
const { cert, key } = authority.issue("agent", ["IP:127.0.0.1"]);
const { certificateFile, keyFile } = authority.issue("api", ["DNS:api.example"]);

const answers: TinyAgent["answers"] = {
  READ_FILE: aFile(`${RUN}/stdout`, () => Buffer.from("abc")),
  GET_CONTAINERS: aContainer(),
  LAUNCH_NESTED_CONTAINER_SESSION: (_call, response) => response.end(output("hello")),
  WAIT_NESTED_CONTAINER: (_call, response) =>
    answer(response, { type: "WAIT_NESTED_CONTAINER", wait_nested_container: { exit_status: 0 } }),
};

describe("an agent that speaks TLS", { timeout: 240_000 }, () => {
  it("is known by its authority and knows us by our certificate, although its offers say http [C-51]", async () => {
    const both = { cert, key, ca: authority.cert, requestCert: true, rejectUnauthorized: true };
    await using agent = await aTinyAgent(answers, both);
    const tls = { caFile: authority.certificateFile, certificateFile, keyFile };
    const access = createMesosTaskAccess({ tls });
    assert.equal((await access.read(agent.task, "stdout", 0, 10))?.size, 3);
    const session = await access.exec?.(agent.task, { argv: ["true"] });
    const pieces = await Array.fromAsync(session?.output ?? []);
    assert.equal(Buffer.concat(pieces.map(({ bytes }) => bytes)).toString(), "hello");
    assert.deepEqual(await session?.ended, { exitCode: 0 });
    await session?.close();
  });

  it("of an authority that is not ours is told nothing, and we are told what to do", async () => {
    await using agent = await aTinyAgent(answers, { cert, key });
    const credentials = { principal: "gd", secret: "s3cret" };
    const access = createMesosTaskAccess({ credentials, tls: { caFile: stranger.certificateFile } });
    await assert.rejects(
      access.read(agent.task, "stdout", 0, 10),
      (error) =>
        error instanceof TaskAccessError && /no authority that we trust.*name the file/.test(error.message),
    );
    assert.deepEqual(agent.calls, []);
  });
});

describe("a secret in a file", { timeout: 240_000 }, () => {
  it("is read anew, so that another one is used without a restart", async () => {
    const path = join(files.directory, "secret");
    await using agent = await aTinyAgent(answers);
    const access = createMesosTaskAccess({ credentials: { principal: "gd", secret: secretFile(path) } });
    await assert.rejects(access.read(agent.task, "stdout", 0, 10), TaskAccessError);
    for (const secret of ["one", "two"]) {
      writeFileSync(path, secret);
      await access.read(agent.task, "stdout", 0, 10);
      const basic = `Basic ${Buffer.from(`gd:${secret}`).toString("base64")}`;
      assert.equal(agent.headers.at(-1)?.authorization, basic);
    }
  });
});
