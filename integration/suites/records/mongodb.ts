import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { openMongoStore } from "../../../store/mongodb/mongodb.ts";
import { describeStore } from "../../../store/store.conformance.ts";
import { startFerretDb, type TestDatabase } from "../../services/ferretdb.ts";

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
    // FerretDB looks through a collection for each change: what takes a MongoDB a moment takes it minutes.
    const options = { url: `${server.url}/store${databases}`, timeoutMs: 600_000 };
    return { store: await openMongoStore(options), again: () => openMongoStore(options) };
  },
  1_200_000,
);
