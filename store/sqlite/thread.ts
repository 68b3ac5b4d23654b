import { parentPort, workerData } from "node:worker_threads";
import type { Answer, Request } from "./calls.ts";
import { openDatabase, type DatabaseOptions } from "./database.ts";
import { send, translate } from "./errors.ts";
import { operationsOn } from "./operations.ts";

/** The thread that owns the connection. Requests are carried out one by one, in order. */

const port = parentPort;
if (port === null) throw new Error("this file is the main file of a worker thread");
const options: DatabaseOptions = workerData; // `openSqliteStore` passes them
const answer = (message: Answer) => port.postMessage(message);

try {
  const db = openDatabase(options);
  const operations = operationsOn(db, options.file);
  port.on("message", (request: Request) => {
    if (request.name === "close") {
      try {
        db.close();
      } finally {
        port.close(); // the thread ends, and with it the wait of the one who closes
      }
      return;
    }
    try {
      // Name and arguments come as a pair from `call`, which checks their types.
      const operation = operations[request.name] as (...args: readonly unknown[]) => unknown;
      answer({ id: request.id, ok: true, value: operation(...request.args) });
    } catch (error) {
      answer({ id: request.id, ok: false, error: send(translate(error, options.file)) });
    }
  });
  answer({ id: 0, ok: true, value: undefined });
} catch (error) {
  answer({ id: 0, ok: false, error: send(translate(error, options.file)) });
}
