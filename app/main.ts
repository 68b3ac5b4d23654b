import { processIo } from "../cli/frame/io.ts";
import { runCli } from "../cli/main.ts";
import { SERVER_COMMANDS } from "./commands/server-commands.ts";

process.exitCode = await runCli(process.argv.slice(2), processIo(), SERVER_COMMANDS);
if (process.stdin.isTTY !== true) process.stdin.destroy(); // or an open pipe would keep the process
