import { Agent, createServer, request } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { decodeJson } from "../../proto/codec.ts";
import type { SchedulerCall, SchedulerEvent } from "../../proto/generated/types.ts";
import { RecordIoDecoder } from "../../proto/recordio.ts";
import type { WireView } from "./criteria.ts";

/**
 * Stands between a scheduler and its master and notes what the scheduler was told and what it has answered. All else
 * passes as it is, the end of connections too.
 */
export interface Witness extends AsyncDisposable {
  readonly url: string;
  view(): WireView;
  /** How often each kind of event and call went by. */
  readonly counts: ReadonlyMap<string, number>;
}

const RECORD_BYTES_MAX = 64 * 1024 * 1024;

/** What was told in one session; with its end all of it is void: offers by rule, and updates come again. */
interface Told {
  readonly offers: Map<string, number>;
  readonly updates: Map<string, number>;
}

/** @param hidden  types of calls that are neither noted nor passed on, as if the scheduler did not make them */
export async function startWitness(
  masterUrl: string,
  { hidden = [] }: { readonly hidden?: readonly string[] } = {},
): Promise<Witness> {
  const master = new URL(masterUrl);
  const agent = new Agent({ keepAlive: true });
  const counts = new Map<string, number>();
  let told: Told = { offers: new Map(), updates: new Map() };
  const count = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1);

  function onCall({ type, accept, decline, acknowledge }: SchedulerCall): void {
    count(type ?? "UNKNOWN");
    for (const { value } of accept?.offer_ids ?? decline?.offer_ids ?? []) told.offers.delete(value);
    if (acknowledge !== undefined) told.updates.delete(keyOf(acknowledge.uuid));
  }

  function onEvent(session: Told, { type, offers, rescind, update }: SchedulerEvent): void {
    count(type ?? "UNKNOWN");
    const atMs = performance.now();
    for (const { id } of offers?.offers ?? []) session.offers.set(id.value, atMs);
    if (rescind !== undefined) session.offers.delete(rescind.offer_id.value);
    const uuid = update?.status.uuid;
    if (uuid !== undefined && !session.updates.has(keyOf(uuid))) session.updates.set(keyOf(uuid), atMs);
  }

  function watch(stream: IncomingMessage): void {
    const session: Told = { offers: new Map(), updates: new Map() };
    told = session;
    const decoder = new RecordIoDecoder({ recordBytesMax: RECORD_BYTES_MAX });
    let readable = true;
    stream.on("data", (chunk: Buffer) => {
      if (!readable) return;
      try {
        for (const record of decoder.push(chunk))
          onEvent(session, decodeJson("mesos.v1.scheduler.Event", record));
      } catch {
        readable = false; // garbage was put into it: the scheduler gives it up as well
      }
    });
    stream.on("close", () => {
      session.offers.clear();
      session.updates.clear();
    });
  }

  const server = createServer((incoming, response) => {
    void bodyOf(incoming).then((body) => {
      const isCall = incoming.method === "POST";
      const call = isCall ? decodeJson("mesos.v1.scheduler.Call", body) : undefined;
      if (hidden.includes(call?.type ?? "")) return response.writeHead(202).end();
      if (call !== undefined && call.type !== "SUBSCRIBE") onCall(call);
      const onward = request(
        new URL(incoming.url ?? "/", master),
        {
          method: incoming.method ?? "GET",
          headers: { ...incoming.headers, host: master.host },
          ...(call?.type === "SUBSCRIBE" ? { agent: false } : { agent }),
        },
        (answer) => {
          if (call?.type === "SUBSCRIBE" && answer.statusCode === 200) watch(answer);
          relay(answer, response);
        },
      );
      onward.on("error", () => response.destroy());
      response.on("close", () => onward.destroy());
      return onward.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  return {
    url: `http://127.0.0.1:${typeof bound === "object" && bound !== null ? bound.port : 0}`,
    counts,
    view() {
      const atMs = performance.now();
      const oldest = (map: ReadonlyMap<string, number>): number => {
        const [first] = map.values(); // in the order of their coming
        return first === undefined ? 0 : atMs - first;
      };
      return {
        atMs,
        heldOffers: told.offers.size,
        oldestOfferMs: oldest(told.offers),
        unacknowledged: told.updates.size,
        oldestUpdateMs: oldest(told.updates),
      };
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      agent.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function relay(answer: IncomingMessage, response: ServerResponse): void {
  response.writeHead(answer.statusCode ?? 502, answer.headers);
  response.flushHeaders();
  answer.on("data", (chunk: Buffer) => void response.write(chunk));
  answer.on("end", () => void response.end());
  answer.on("error", () => response.destroy());
  answer.on("close", () => {
    if (!answer.complete) response.destroy();
  });
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  incoming.on("error", () => undefined);
  try {
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  } catch {
    // The scheduler broke off.
  }
  return Buffer.concat(chunks);
}

function keyOf(uuid: Uint8Array): string {
  return Buffer.from(uuid).toString("base64");
}
