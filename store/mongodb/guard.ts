import { randomBytes } from "node:crypto";
import type { Db } from "mongodb";
import { StoreUnavailableError } from "../store.ts";
import type { Ask } from "./ask.ts";

const ROUNDS = 3;
const RACERS = 24;
/** A longer document takes longer to change. */
const FILLER = "x".repeat(20_000);

/**
 * FerretDB 1 reads a document, changes it and writes it back without a lock, so that of compare-and-sets that meet
 * several win. Each server of that name is tried: it may have a proxy before it that lets one write through at a time.
 * @throws StoreUnavailableError  when several won
 */
export async function refuseLostUpdates(db: Db, ask: Ask): Promise<void> {
  const build = await ask(() => db.admin().command({ buildInfo: 1 }));
  if (build["ferretdb"] === undefined && build["ferretdbVersion"] === undefined) return;
  const races = db.collection<{ readonly _id: string; readonly winner: number; readonly filler: string }>(
    "races",
  );
  for (let round = 0; round < ROUNDS; round += 1) {
    const _id = randomBytes(9).toString("base64url");
    await ask(() => races.updateOne({ _id }, { $set: { winner: 0, filler: FILLER } }, { upsert: true }));
    // So that each has a connection of its own, and they start together.
    await Promise.all(Array.from({ length: RACERS }, () => ask(() => races.findOne({ _id }))));
    const results = await Promise.all(
      Array.from({ length: RACERS }, (_, at) =>
        // One that is asked again finds no race any more: that cannot make it a second winner.
        ask(() => races.updateOne({ _id, winner: 0 }, { $set: { winner: at + 1 } })),
      ),
    );
    await ask(() => races.deleteOne({ _id }));
    const winners = results.filter(({ matchedCount }) => matchedCount > 0).length;
    if (winners > 1)
      throw new StoreUnavailableError(
        `This server loses updates that meet: of ${RACERS} compare-and-sets of one document ${winners} won. It is FerretDB ` +
          "without a proxy that lets one write through at a time. Use MongoDB 6 or later.",
      );
  }
}
