import { Core } from "../core/core.ts";
import type { Decision } from "../state/decision.ts";
import { newDigest, type Digest } from "./digest.ts";
import { lineReader, RecordingError, type PlayedCall } from "./lines.ts";

/** What can be looked at beside. Must not change the core. */
export interface Spectator {
  /** A core was loaded anew, and knows nothing yet. */
  begins?(core: Core): void;
  /** After each cycle, with what it decided; `undefined`: it threw, as it did before. */
  cycle?(
    step: Extract<PlayedCall, { readonly type: "step" }>,
    core: Core,
    decision: Decision | undefined,
  ): void;
  loaded?(job: Extract<PlayedCall, { readonly type: "job" }>): void;
}

/** A recording, line by line, into the very core that made it. */
export interface Player {
  /** @throws RecordingError  when the line is not one of a recording */
  play(line: string): void;
  result(): Played;
}

export interface Played {
  readonly cores: number;
  readonly cycles: number;
  readonly inputs: number;
  /** Turns in which something else was decided. */
  readonly different: number;
  /** The first of them. */
  readonly firstDifferenceMs: number | undefined;
  readonly fromMs: number | undefined;
  readonly toMs: number | undefined;
}

export function openPlayer(spectator: Spectator = {}): Player {
  const readLine = lineReader();
  let core: Core | undefined;
  let digest: Digest = newDigest();
  /** Since the first difference everything is another thing; only a new core is compared again. */
  let lost = false;
  let [cores, cycles, inputs, different] = [0, 0, 0, 0];
  let firstDifferenceMs: number | undefined;
  let fromMs: number | undefined;
  let toMs: number | undefined;
  const step = (call: Extract<PlayedCall, { readonly type: "step" }>, now: Core): void => {
    cycles += 1;
    inputs += call.inputs.length;
    fromMs ??= call.nowMs;
    toMs = call.nowMs;
    let decision: Decision | undefined;
    try {
      decision = now.step(call.inputs, call.nowMs);
      digest.add(decision);
    } catch {
      // It is compared with what happened then.
    }
    if ((decision === undefined ? null : digest.text()) !== call.digest) {
      if (!lost) {
        different += 1;
        firstDifferenceMs ??= call.nowMs;
      }
      lost = true;
    }
    spectator.cycle?.(call, now, decision);
  };
  const loading = (act: () => void): void => {
    try {
      act();
    } catch {
      // What could not be loaded then can't be now; another core followed.
    }
  };
  return {
    play(line) {
      const call = readLine(line);
      if (call.type === "begin") {
        core = new Core(call.options);
        digest = newDigest();
        lost = false;
        cores += 1;
        spectator.begins?.(core);
        return;
      }
      const now = core;
      if (now === undefined) throw new RecordingError("the recording does not begin with a core");
      switch (call.type) {
        case "backend":
          return now.addBackend(call.name, call.registrationId, call.capabilities);
        case "usage":
          return now.loadUsage(call.bucket);
        case "trust":
          return now.loadTrust(call.agent);
        case "job":
          loading(() => now.loadJob(call.job, call.attempts, call.parents));
          spectator.loaded?.(call);
          return;
        case "configure":
          return now.configure(call.changes);
        case "step":
          return step(call, now);
        default:
          call satisfies never;
      }
    },
    result: () => ({ cores, cycles, inputs, different, firstDifferenceMs, fromMs, toMs }),
  };
}
