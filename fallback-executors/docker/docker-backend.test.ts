import { describe, it } from "node:test";
import { describeBackend } from "../../offers/backend.conformance.ts";
import { openDockerWorld, testEngineUrl, WITHOUT_ENGINE } from "../testing/docker-engine.ts";

const url = testEngineUrl();

if (url === undefined)
  describe("Backend: Docker", () => {
    it("runs tasks", { skip: WITHOUT_ENGINE }, () => undefined);
  });
else describeBackend("Docker", () => openDockerWorld(url));
