/** Of words that make up the passwords that are tried first. */
const WORDS = `
  password passwort motdepasse contrasena passw0rd p@ssw0rd p@ssword pa55word admin administrator root
  toor welcome willkommen bienvenue letmein iloveyou monkey dragon sunshine princess football baseball
  basketball superman batman pokemon starwars trustno1 master shadow michael jennifer jordan
  qwertyuiop qwertyuio qwerty azerty qwertz asdfghjkl asdfgh zxcvbnm yxcvbnm abc test guest login user
  secret changeme changeit default temp demo server cluster docker godocker mesos kubernetes linux
  ubuntu debian computer internet hello goodbye whatever summer winter spring autumn
  correcthorsebatterystaple love baby angel flower cheese freedom liverpool chelsea arsenal barcelona
  mustang harley ferrari mercedes samsung google facebook the and for you this that`
  .trim()
  .split(/\s+/);

const RUNS = [
  "abcdefghijklmnopqrstuvwxyz",
  "zyxwvutsrqponmlkjihgfedcba",
  "01234567890123456789",
  "98765432109876543210",
  "qwertyuiopasdfghjklzxcvbnm",
  "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
  "q1w2e3r4t5y6u7i8o9p0",
  "1q2w3e4r5t6y7u8i9o0p",
  "a1b2c3d4e5f6g7h8i9j0",
];

/**
 * Whether a password is made of nothing but what is tried first: common words, the name of its user, rows of the
 * keyboard and of the alphabet, repetitions, and numbers and signs between them.
 */
export function isCommonPassword(password: string, user: string): boolean {
  const text = password.toLowerCase();
  const plain = text.replaceAll(/[^\p{L}\p{N}]/gu, "");
  if (new Set(plain).size <= 4) return true;
  if (RUNS.some((run) => run.includes(plain) || `${run}${run}`.includes(plain))) return true;
  if (isRepeated(plain)) return true;
  const own = user.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  return [text, unleet(text)].some((one) => {
    const rest = without(one.replaceAll(/[^\p{L}\p{N}]/gu, ""), [...WORDS, ...own]);
    // What is left beside the words must be worth guessing.
    return rest.replaceAll(/\d/g, "").length < 4 && rest.length < 8;
  });
}

function without(text: string, words: readonly string[]): string {
  return [...words]
    .filter((word) => word.length > 2)
    .sort((a, b) => b.length - a.length)
    .reduce((rest, word) => rest.replaceAll(word, ""), text);
}

function unleet(text: string): string {
  const letters: Readonly<Record<string, string>> = {
    "0": "o",
    "1": "i",
    "3": "e",
    "4": "a",
    "5": "s",
    "7": "t",
    "@": "a",
    $: "s",
  };
  return [...text].map((letter) => letters[letter] ?? letter).join("");
}

/** The same few letters again and again. */
function isRepeated(text: string): boolean {
  return [1, 2, 3, 4, 5, 6].some((period) => text.slice(period) === text.slice(0, -period));
}
