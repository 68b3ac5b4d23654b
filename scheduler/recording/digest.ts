import type { SpecChanges } from "../../jobs/life/spec-changes.ts";
import type { Decision } from "../state/decision.ts";
import { bareChanges } from "./bare-job.ts";

/** A hash of all decisions so far: two lanes of FNV-1a, 32 bits each. */
export interface Digest {
  add(decision: Decision): void;
  /** 16 hexadecimal digits. */
  text(): string;
}

const number = new Float64Array(1);
const halves = new Uint32Array(number.buffer);

/**
 * Over everything that a decision says, in its order. What a recording leaves out is left out: texts of owners, and
 * what a backend wants to have back with an acknowledgement.
 */
export function newDigest(): Digest {
  let a = 0x811c9dc5;
  let b = 0x01000193;
  const mix = (value: number): void => {
    a = Math.imul(a ^ value, 0x01000193);
    b = Math.imul(b ^ value, 0x85ebca6b) ^ (b >>> 13);
  };
  const mixText = (text: string): void => {
    mix(text.length);
    // As `mix` does it, and half as long: most of what a decision says is text.
    let [first, second] = [a, b];
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      first = Math.imul(first ^ code, 0x01000193);
      second = Math.imul(second ^ code, 0x85ebca6b) ^ (second >>> 13);
    }
    [a, b] = [first, second];
  };
  const mixNumber = (value: number): void => {
    if (value === (value | 0)) return mix(value);
    number[0] = value;
    mix(halves[0] ?? 0);
    mix(halves[1] ?? 0);
  };
  const mixValue = (value: unknown): void => {
    switch (typeof value) {
      case "number":
        return mixNumber(value);
      case "string":
        return mixText(value);
      case "boolean":
        return mix(value ? 3 : 5);
      case "object":
        if (value === null) return mix(7);
        if (Array.isArray(value)) {
          mix(11 + value.length);
          for (const item of value) mixValue(item);
          return;
        }
        mixFields(value);
        return;
      default: // functions and the like are in no decision
    }
  };
  const mixFields = (fields: object): void => {
    for (const name in fields) {
      const value: unknown = fields[name as keyof typeof fields]; // it is one of its names
      if (value === undefined || name === "acknowledgement") continue;
      mixText(name);
      // Only the event of a change has a field of this name.
      mixValue(name === "changes" ? bareChanges(value as SpecChanges) : value);
    }
    mix(13);
  };
  return {
    add({ calls, offers, records, stop }) {
      mixValue(records);
      mixValue(calls);
      mixValue(offers);
      mixValue(stop);
    },
    text: () => hex(a) + hex(b),
  };
}

function hex(lane: number): string {
  return (lane >>> 0).toString(16).padStart(8, "0");
}
