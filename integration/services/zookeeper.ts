import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { eventually } from "../../local-cluster/testing/eventually.ts";
import { freePort } from "../../local-cluster/testing/free-port.ts";

/** A real ZooKeeper on this machine, for tests. */
export interface TestZooKeeper {
  readonly port: number;
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** Of Debian's package `zookeeper`. */
export const ZOOKEEPER_JAR = "/usr/share/java/zookeeper.jar";

export async function startZooKeeper(directory: string): Promise<TestZooKeeper> {
  mkdirSync(directory, { recursive: true });
  const port = await freePort();
  const config = join(directory, "zoo.cfg");
  writeFileSync(
    config,
    [
      "tickTime=200",
      `dataDir=${join(directory, "data")}`,
      `clientPort=${port}`,
      "clientPortAddress=127.0.0.1",
      "admin.enableServer=false",
      "maxClientCnxns=0",
      "",
    ].join("\n"),
  );
  let child: ReturnType<typeof spawn> | undefined;
  const start = async (): Promise<void> => {
    child = spawn(
      "/usr/bin/java",
      [
        "-Xmx128m",
        "-Dzookeeper.forceSync=no",
        "-cp",
        ZOOKEEPER_JAR,
        "org.apache.zookeeper.server.quorum.QuorumPeerMain",
        config,
      ],
      { stdio: "ignore" },
    );
    await eventually("ZooKeeper listens", () => listens(port));
  };
  await start();
  return {
    port,
    start,
    async stop() {
      const running = child;
      if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
      const gone = new Promise((resolve) => running.once("exit", resolve));
      running.kill("SIGKILL");
      await gone;
    },
  };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => (socket.destroy(), resolve(true)));
    socket.once("error", () => resolve(false));
  });
}
