import { describe, it } from "node:test";
import { describeBackend } from "../../offers/backend.conformance.ts";
import { openSwarmWorld, WITHOUT_ENGINE } from "../testing/docker-engine.ts";

const url = process.env["GODOCKER_TEST_SWARM"];

if (url === undefined)
  describe("Backend: Swarm", () => {
    it("runs tasks", { skip: WITHOUT_ENGINE }, () => undefined);
  });
else describeBackend("Swarm", () => openSwarmWorld(url));
