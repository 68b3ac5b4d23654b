import { resolve } from "node:path";
import { nearest } from "../../resources/nearest.ts";
import { readContexts, writeContexts, type NamedServer } from "../connection/context-file.ts";
import { valueOf } from "../frame/args.ts";
import { usageOf } from "../frame/command.ts";
import type { Context } from "../frame/context.ts";
import { printList } from "../frame/output.ts";
import { EXIT, Failure } from "../text/failure.ts";

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

/** Servers by name: looks at them, and writes them. */
export async function contexts(context: Context): Promise<number> {
  const { io, args, terminal } = context;
  const [verb = "ls", name] = args.operands;
  const { current, servers } = await readContexts(io.env);
  if (verb === "ls") {
    return printList(context, {
      rows: servers.map((each) => ({ ...each, current: each.name === current })),
      document: (row) => row,
      name: (row) => row.name,
      columns: [
        { title: "NAME", text: (row) => row.name },
        { title: "IN USE", text: (row) => (row.current ? "yes" : "") },
        { title: "SERVER", text: (row) => row.server },
        { title: "TOKEN FILE", text: (row) => row.tokenFile ?? "" },
      ],
      none: "no contexts; make one with: godocker context set NAME --server URL --token-file FILE",
    });
  }
  if (name === undefined) throw wrong(context, `context ${verb} needs a name`);
  if (verb === "set") {
    const server = await named(
      context,
      name,
      servers.find((each) => each.name === name),
    );
    await writeContexts(io.env, {
      ...(current === undefined ? {} : { current }),
      servers: [...servers.filter((each) => each.name !== name), server],
    });
    await terminal.note(`context ${name} is ${server.server}; use it with: godocker context use ${name}`);
    return EXIT.done;
  }
  if (verb === "use" && name === "-") {
    await writeContexts(io.env, { servers });
    return EXIT.done;
  }
  if (verb !== "use" && verb !== "delete") {
    const near = nearest(verb, ["ls", "use", "set", "delete"]);
    throw wrong(
      context,
      `context has no "${verb}"`,
      near === undefined ? undefined : `did you mean ${near}?`,
    );
  }
  if (!servers.some((each) => each.name === name)) {
    const near = nearest(
      name,
      servers.map((each) => each.name),
    );
    throw new Failure({
      exit: EXIT.notFound,
      what: `there is no context "${name}"`,
      fix: near === undefined ? "`godocker context ls` lists them" : `did you mean ${near}?`,
    });
  }
  const rest = verb === "delete" ? servers.filter((each) => each.name !== name) : servers;
  const inUse = verb === "use" ? name : current === name ? undefined : current;
  await writeContexts(io.env, { ...(inUse === undefined ? {} : { current: inUse }), servers: rest });
  return EXIT.done;
}

async function named(context: Context, name: string, before: NamedServer | undefined): Promise<NamedServer> {
  const { io, args } = context;
  if (!NAME.test(name))
    throw wrong(context, `"${name}" is no name of a context`, "letters, digits and . _ -");
  const server = valueOf(args, "server") ?? before?.server;
  if (server === undefined) throw wrong(context, `context ${name} needs an address`, "add --server URL");
  const { serverUrl } = await import("../connection/connection.ts");
  const file = valueOf(args, "token-file");
  const tokenFile = file === undefined ? before?.tokenFile : resolve(io.cwd, file);
  return {
    name,
    server: serverUrl(server).href.replace(/\/+$/, ""),
    ...(tokenFile === undefined ? {} : { tokenFile }),
  };
}

function wrong({ args }: Context, what: string, fix?: string): Failure {
  return new Failure({
    exit: EXIT.usage,
    what,
    ...(fix === undefined ? {} : { fix }),
    usage: usageOf(args.command),
  });
}
