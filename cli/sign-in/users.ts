import { ApiError } from "../../client/http.ts";
import type { User, UserFields } from "../../client/identity.ts";
import { has, valueOf, valuesOf } from "../frame/args.ts";
import { usageOf } from "../frame/command.ts";
import type { Context } from "../frame/context.ts";
import { printDocument, printList } from "../frame/output.ts";
import { readText } from "../frame/read-input.ts";
import { readCsv } from "../text/csv.ts";
import { EXIT, Failure } from "../text/failure.ts";
import { printable } from "../text/printable.ts";
import type { Column } from "../text/table.ts";
import { printTokens } from "./tokens.ts";

const FILE_BYTES_MAX = 4 * 1024 * 1024;

/** People, for administrators. */
export async function user(context: Context): Promise<number> {
  const { args } = context;
  const [verb = "list", name] = args.operands;
  const run = VERBS[verb];
  if (run === undefined) throw wrong(context, `user has no "${verb}"`);
  if (run.needs !== undefined && name === undefined) throw wrong(context, `user ${verb} needs ${run.needs}`);
  return run.run(context, name ?? "");
}

interface Verb {
  readonly needs?: string;
  readonly run: (context: Context, name: string) => Promise<number>;
}

const LIST: Verb = { run: (context) => list(context) };
const VERBS: Readonly<Record<string, Verb>> = {
  list: LIST,
  ls: LIST,
  show: { needs: "a name", run: show },
  add: { needs: "a name", run: add },
  set: { needs: "a name", run: set },
  disable: { needs: "a name", run: (context, name) => shutOut(context, name, true) },
  enable: { needs: "a name", run: (context, name) => shutOut(context, name, false) },
  remove: { needs: "a name", run: remove },
  "reset-password": { needs: "a name", run: resetPassword },
  tokens: { needs: "a name", run: tokens },
  "revoke-token": { needs: "a name and the id of a token", run: revokeToken },
  import: { needs: "a file", run: importCsv },
  sync: { run: (context) => sync(context) },
};

async function list(context: Context): Promise<number> {
  const { client } = await context.connect();
  return printList(context, {
    rows: await Array.fromAsync(client.users()),
    document: (row) => row,
    name: ({ name }) => name,
    none: "no people; make an account with: godocker user add NAME",
    columns: [
      { title: "NAME", text: ({ name }) => name },
      { title: "DIRECTORY", text: ({ directory }) => directory },
      { title: "UID", text: ({ uid }) => (uid === undefined ? "" : String(uid)) },
      { title: "GID", text: ({ gid }) => (gid === undefined ? "" : String(gid)) },
      { title: "ROLES", text: ({ roles }) => roles.join(",") },
      { title: "STATE", text: ({ disabled }) => (disabled ? "disabled" : "") },
    ] satisfies readonly Column<User>[],
    wide: [
      { title: "MAIL", text: ({ mail = "" }) => mail },
      { title: "HOME", text: ({ home = "" }) => home },
      { title: "EXPIRES", text: ({ expiresAt = "" }) => expiresAt.slice(0, 10) },
    ],
  });
}

async function show(context: Context, name: string): Promise<number> {
  const { client } = await context.connect();
  const found = await client.user(name);
  return printDocument(context, found, () => printUser(context, found));
}

async function printUser({ terminal }: Context, found: User): Promise<void> {
  const { groups, groupNames, uid, gid, home, mail, expiresAt } = found;
  const rows: readonly (readonly [string, string | number | undefined])[] = [
    ["name", found.name],
    ["directory", found.directory],
    ["state", found.disabled ? "disabled" : "active"],
    ["roles", found.roles.join(", ")],
    ["uid", uid],
    ["gid", gid],
    ["groups", groups.length === 0 ? undefined : groups.join(", ")],
    ["group names", groupNames.length === 0 ? undefined : groupNames.join(", ")],
    ["home", home],
    ["mail", mail],
    ["expires", expiresAt],
  ];
  const lines = rows.flatMap(([title, value]) =>
    value === undefined ? [] : [`${title.padEnd(13)}${value}`],
  );
  await terminal.out(lines.map((line) => `${printable(line)}\n`).join(""));
}

async function add(context: Context, name: string): Promise<number> {
  const { client } = await context.connect();
  const dryRun = has(context.args, "dry-run");
  const made = await client.createUser({ name, ...fieldsOf(context) }, { dryRun });
  return printDocument(context, made, async () => {
    const { password } = made;
    if (password === undefined) return context.terminal.out(`${printable(made.user.name)} could be added\n`);
    await context.terminal.note("the password is for the first sign-in, and is shown here and never again");
    return context.terminal.out(`${printable(made.user.name)} ${password}\n`);
  });
}

async function set(context: Context, name: string): Promise<number> {
  const { client } = await context.connect();
  const changed = await client.changeUser(name, fieldsOf(context));
  return printDocument(context, changed, () => printUser(context, changed));
}

async function shutOut(context: Context, name: string, disabled: boolean): Promise<number> {
  const { client } = await context.connect();
  const reason = valueOf(context.args, "reason");
  const changed = await client.changeUser(name, {
    disabled,
    ...(reason === undefined || !disabled ? {} : { reason }),
  });
  const what = disabled ? "is shut out; tokens and sessions are ended" : "is let in again";
  await context.terminal.out(`${printable(changed.name)} ${what}\n`);
  return EXIT.done;
}

async function remove(context: Context, name: string): Promise<number> {
  const { client } = await context.connect();
  await client.deleteUser(name);
  await context.terminal.out(`the account ${printable(name)} is removed; its jobs and its usage stay\n`);
  return EXIT.done;
}

async function resetPassword(context: Context, name: string): Promise<number> {
  const { client } = await context.connect();
  const made = await client.resetPassword(name);
  return printDocument(context, made, async () => {
    await context.terminal.note(
      "for the next sign-in; it is shown here and never again, and all tokens are ended",
    );
    await context.terminal.out(`${printable(made.user.name)} ${made.password}\n`);
  });
}

async function tokens(context: Context, name: string): Promise<number> {
  const { client } = await context.connect();
  return printTokens(context, await client.tokensOf(name));
}

async function revokeToken(context: Context, name: string): Promise<number> {
  const id = context.args.operands[2];
  if (id === undefined) throw wrong(context, "user revoke-token needs a name and the id of a token");
  const { client } = await context.connect();
  await client.revokeTokenOf(name, id);
  await context.terminal.out(`token ${printable(id)} of ${printable(name)} is ended\n`);
  return EXIT.done;
}

async function sync(context: Context): Promise<number> {
  const { client } = await context.connect();
  const dryRun = has(context.args, "dry-run");
  const result = await client.syncUsers({ dryRun });
  return printDocument(context, result, async () => {
    const { known, gone, ended } = result;
    const what = dryRun ? "would be ended" : `are ended (${ended})`;
    const rest =
      gone.length === 0
        ? "nobody else has tokens or sessions"
        : `tokens and sessions of ${gone.map(printable).join(", ")}, whom no directory knows any more, ${what}`;
    await context.terminal.out(`${known} people are known; ${rest}\n`);
  });
}

/** Makes an account for each line; goes on after one that is not taken. */
async function importCsv(context: Context, file: string): Promise<number> {
  const { io, args, terminal } = context;
  const rows = readCsv(
    await readText(io, file, { what: "the list", bytesMax: FILE_BYTES_MAX }),
    file,
    COLUMNS,
  );
  const wanted = rows.map(({ line, fields }) => ({ line, wanted: rowFields(fields, `${file}:${line}`) }));
  const { client } = await context.connect();
  const dryRun = has(args, "dry-run");
  let refused = 0;
  if (!dryRun && wanted.length > 0)
    await terminal.note("passwords are for the first sign-in, and are shown here and never again");
  for (const { line, wanted: one } of wanted) {
    try {
      const { user: made, password } = await client.createUser(one, { dryRun });
      await terminal.out(
        password === undefined ? `${printable(made.name)}\n` : `${printable(made.name)}\t${password}\n`,
      );
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 422) throw error;
      refused += 1;
      const why = error.problem?.errors?.map(({ pointer, message }) => `${pointer} ${message}`).join("; ");
      await terminal.note(`${file}:${line}: ${one.name}: ${why ?? error.message}`);
    }
  }
  return refused === 0 ? EXIT.done : EXIT.invalid;
}

const COLUMNS = ["name", "uid", "gid", "groups", "home", "mail", "roles", "expires"] as const;

function rowFields(
  fields: Readonly<Partial<Record<(typeof COLUMNS)[number], string>>>,
  where: string,
): UserFields & { readonly name: string } {
  const { name, uid, gid, groups, home, mail, roles, expires } = fields;
  if (name === undefined) throw new Failure({ exit: EXIT.invalid, what: `${where} has no name` });
  const words = (text: string) => text.split(/[\s;]+/).filter((word) => word !== "");
  return {
    name,
    ...(uid === undefined ? {} : { uid: idOf(uid, `${where}: uid`) }),
    ...(gid === undefined ? {} : { gid: idOf(gid, `${where}: gid`) }),
    ...(groups === undefined ? {} : { groups: words(groups).map((text) => idOf(text, `${where}: groups`)) }),
    ...(home === undefined ? {} : { home }),
    ...(mail === undefined ? {} : { mail }),
    ...(roles === undefined ? {} : { roles: words(roles) }),
    ...(expires === undefined ? {} : { expiresAt: expires }),
  };
}

function fieldsOf({ args }: Context): UserFields {
  const [uid, gid, home] = [valueOf(args, "uid"), valueOf(args, "gid"), valueOf(args, "home")];
  const [mail, expires] = [valueOf(args, "mail"), valueOf(args, "expires")];
  const groups = valuesOf(args, "group").flatMap((text) => text.split(","));
  const roles = valuesOf(args, "role").flatMap((text) => text.split(","));
  return {
    ...(uid === undefined ? {} : { uid: idOf(uid, "--uid") }),
    ...(gid === undefined ? {} : { gid: idOf(gid, "--gid") }),
    ...(groups.length === 0 ? {} : { groups: groups.map((text) => idOf(text, "--group")) }),
    ...(home === undefined ? {} : { home }),
    ...(mail === undefined ? {} : { mail }),
    ...(roles.length === 0 ? {} : { roles }),
    ...(expires === undefined ? {} : { expiresAt: expires }),
  };
}

function idOf(text: string, what: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new Failure({
    exit: EXIT.usage,
    what: `${what}: "${printable(text)}" is no number`,
    fix: "write its number",
  });
}

function wrong({ args }: Context, what: string): Failure {
  return new Failure({ exit: EXIT.usage, what, usage: usageOf(args.command) });
}
