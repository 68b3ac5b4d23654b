// A server that does nothing but keep what it is sent: fastify, node:sqlite, one flush for all that came meanwhile.
// `node bare-server.ts FILE` prints its address.
import { DatabaseSync } from "node:sqlite";
import fastify from "fastify";

const db = new DatabaseSync(process.argv[2] ?? "");
db.exec(
  "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE jobs (id INTEGER PRIMARY KEY, body TEXT)",
);
const insert = db.prepare("INSERT INTO jobs (id, body) VALUES (?, ?)");
let last = 0;
let waiting: { readonly bodies: readonly string[]; readonly stored: (first: number) => void }[] = [];

function flush(): void {
  const batch = waiting;
  waiting = [];
  const firsts = batch.map(() => 0);
  db.exec("BEGIN");
  for (const [at, { bodies }] of batch.entries()) {
    firsts[at] = last + 1;
    for (const body of bodies) insert.run((last += 1), body);
  }
  db.exec("COMMIT");
  for (const [at, { stored }] of batch.entries()) stored(firsts[at] ?? 0);
}

function store(bodies: readonly string[]): Promise<number> {
  if (waiting.length === 0) setImmediate(flush);
  return new Promise((stored) => waiting.push({ bodies, stored }));
}

const server = fastify({ bodyLimit: 1 << 26 });
server.addContentTypeParser("application/x-ndjson", { parseAs: "string" }, (_, body, done) =>
  done(null, body),
);
server.route({
  method: "POST",
  url: "/api/v2/jobs",
  handler: async (request, reply) => {
    const id = await store([JSON.stringify(request.body)]);
    return reply.code(201).send({ id });
  },
});
server.route({
  method: "POST",
  url: "/api/v2/jobs:batch",
  handler: async (request) => {
    const lines = String(request.body).trimEnd().split("\n");
    const first = await store(lines.map((line) => JSON.stringify(JSON.parse(line))));
    return lines.map((_, at) => `${JSON.stringify({ line: at + 1, id: first + at })}\n`).join("");
  },
});
console.log(await server.listen({ host: "127.0.0.1", port: 0 }));
