import { describe, it } from "node:test";
import { describeTaskAccess } from "../../offers/task-access.conformance.ts";
import { openDockerTasks, testEngineUrl, WITHOUT_ENGINE } from "../testing/docker-engine.ts";

const url = testEngineUrl();

if (url === undefined)
  describe("Tasks on Docker", () => {
    it("are looked into", { skip: WITHOUT_ENGINE }, () => undefined);
  });
else describeTaskAccess("Docker", () => openDockerTasks(url));
