import { describeStore } from "../store.conformance.ts";
import { openSqliteStore } from "./sqlite.ts";
import { temporaryDirectories } from "./temporary.builders.ts";

const aDirectory = temporaryDirectories();

describeStore("SQLite", async () => {
  const directory = aDirectory();
  return { store: await openSqliteStore({ directory }), again: () => openSqliteStore({ directory }) };
});

describeStore("SQLite whose reads have a thread of their own", async () => {
  const directory = aDirectory();
  const open = () => openSqliteStore({ directory, readsApart: true });
  return { store: await open(), again: open };
});
