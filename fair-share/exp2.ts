import { FIRST_BYTE, SECOND_BYTE, THIRD_BYTE } from "./exp2-tables.ts";

const FIRST = Float64Array.from(FIRST_BYTE);
const SECOND = Float64Array.from(SECOND_BYTE);
const THIRD = Float64Array.from(THIRD_BYTE);
const LOWEST = -1074;
const HIGHEST = 1023;
/** 2^i for i = LOWEST … HIGHEST, made by doubling and halving alone: exact. */
const WHOLE = wholePowers();

/**
 * 2^x, bit-equal on every machine: tables, + and × only, because the rounding of `Math.pow` is each engine's own.
 * Relative error below 2^-50. Grows strictly where x grows by 2^-50 or more.
 *
 * x is split into an integer, three bytes of fraction that are looked up, and a rest ρ < 2^-24 taken as 1 + ln2·ρ.
 * @throws RangeError  for x outside −1074 … 1023: move the origin of the times first
 */
export function exp2(x: number): number {
  const whole = Math.floor(x);
  if (!(whole >= LOWEST && whole <= HIGHEST)) {
    throw new RangeError(`2^${x} is no number; exponents go from ${LOWEST} to ${HIGHEST}`);
  }
  const fraction = (x - whole) * 16_777_216; // both steps are exact
  const bits = Math.floor(fraction);
  const rest = (fraction - bits) / 16_777_216;
  // All indices are in range: bits < 2^24.
  const first = FIRST[bits >>> 16] as number;
  const second = SECOND[(bits >>> 8) & 255] as number;
  const third = THIRD[bits & 255] as number;
  return first * second * third * (1 + Math.LN2 * rest) * (WHOLE[whole - LOWEST] as number);
}

function wholePowers(): Float64Array {
  const powers = new Float64Array(HIGHEST - LOWEST + 1);
  let up = 1;
  for (let i = 0; i <= HIGHEST; i += 1, up *= 2) powers[i - LOWEST] = up;
  let down = 1;
  for (let i = 0; i >= LOWEST; i -= 1, down /= 2) powers[i - LOWEST] = down;
  return powers;
}
