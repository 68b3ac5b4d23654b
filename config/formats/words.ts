import { name } from "./formats.ts";

/** Seconds. */
export const YEAR = 365 * 86_400;

export const WORD = name(
  /^[A-Za-z0-9][A-Za-z0-9 ._@-]{0,127}$/,
  "letters, digits, space and . _ @ -",
  "godocker",
);
