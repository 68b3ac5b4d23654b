import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { openMongoStore } from "../../store/mongodb/mongodb.ts";
import { describeStore } from "../../store/store.conformance.ts";
import { startFerretDb, type TestDatabase } from "../services/ferretdb.ts";

const home = mkdtempSync(join(tmpdir(), "godocker-mongodb-"));
let server: TestDatabase;
let databases = 0;

before(async () => {
  server = await startFerretDb({ directory: home });
});
after(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(home, { recursive: true, force: true });
});

describeStore(
  "MongoDB",
  async () => {
    databases += 1;
    const options = { url: `${server.url}/store${databases}`, timeoutMs: 60_000 };
    return { store: await openMongoStore(options), again: () => openMongoStore(options) };
  },
  600_000,
);
