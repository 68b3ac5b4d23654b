import type { Attribute } from "../../proto/generated/types.ts";
import { parseAttributes } from "../resources/parse.ts";

/** The attributes of the agent with that index, counted from 0. */
export type AttributePattern = (index: number) => Attribute[];

const CHOICES_MAX = 10_000;

/**
 * Attributes in Mesos' flag syntax with choices in braces, which the agents take in turn: `rack:r{1-40};zone:{a,b}`
 * puts agent 0 into rack r1 and zone a, agent 1 into r2 and b, agent 2 into r3 and a again. Throws `Error` with
 * what is wrong.
 */
export function parseAttributePattern(text: string): AttributePattern {
  const parts = text.split(/\{([^{}]*)\}/).map((part, at) => (at % 2 === 0 ? [part] : choices(part)));
  const attributesOf = (index: number): Attribute[] =>
    parseAttributes(parts.map((of) => of[index % of.length]).join(""));
  // What cannot be read is to be noticed now. Every choice comes up within as many agents as the longest list has.
  const longest = Math.max(...parts.map(({ length }) => length));
  for (let index = 0; index < longest; index += 1) attributesOf(index);
  return attributesOf;
}

function choices(text: string): readonly string[] {
  const [, first, last] = /^(\d{1,9})-(\d{1,9})$/.exec(text) ?? [];
  if (first === undefined || last === undefined) {
    const list = text.split(",").map((choice) => choice.trim());
    if (list.some((choice) => choice === "")) throw new Error(`'{${text}}': a choice is empty`);
    return list;
  }
  const count = Number(last) - Number(first) + 1;
  if (count < 1 || count > CHOICES_MAX)
    throw new Error(`'{${text}}': expected a range of 1 to ${CHOICES_MAX} numbers such as {1-40}`);
  return Array.from({ length: count }, (_, at) => String(Number(first) + at));
}
