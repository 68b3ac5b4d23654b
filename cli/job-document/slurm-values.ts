import type { JobDraft } from "./job-draft.ts";
import { ValueError } from "../text/value-error.ts";

type Apply = (
  draft: JobDraft,
  text: string,
  sources: { readonly env: Readonly<Record<string, string | undefined>> },
) => void;

/** Flags as sbatch has them that are not just another name of one of ours. */
export const APPLY_SLURM: Readonly<Record<string, Apply>> = {
  export: (draft, text, { env }) => {
    for (const word of text.split(",")) {
      const [, name, value] = /^([A-Za-z_]\w*)(?:=(.*))?$/s.exec(word) ?? [];
      if (name === undefined)
        throw new ValueError(`"${word}" is no variable`, "write K=V, or K to copy yours");
      if (name === "NONE" && value === undefined) continue; // as it is here without a word
      if (name === "ALL" && value === undefined)
        throw new ValueError(
          "a job does not get all of your environment",
          "name the variables that it needs",
        );
      const given = value ?? env[name];
      if (given === undefined) throw new ValueError(`${name} is not set here`, `write ${name}=VALUE`);
      draft.env = { ...draft.env, [name]: given };
    }
  },
  requeue: (draft) => {
    draft.retry = { ...draft.retry, maxAttempts: 2, on: ["node", "preempt"] };
  },
  "no-requeue": (draft) => {
    draft.retry = { ...draft.retry, maxAttempts: 1 };
  },
  "mail-user": (draft, text) => {
    if (!/^[^\s@]+@[^\s@]+$/.test(text))
      throw new ValueError(`"${text}" is no address of mail`, "write ana@example.org");
    const [before] = draft.notify ?? [];
    draft.notify = [{ ...before, email: text }];
  },
  "mail-type": (draft, text) => {
    const on = new Set(text.split(",").flatMap((word) => occasionsOf(word)));
    const [before] = draft.notify ?? [];
    // Nobody is told of nothing.
    if (on.size === 0) delete draft.notify;
    else draft.notify = [{ ...before, on: [...on] }];
  },
};

const OCCASIONS: Readonly<Record<string, readonly string[]>> = {
  NONE: [],
  BEGIN: ["start"],
  END: ["success", "failure", "cancel"],
  FAIL: ["failure"],
  ALL: ["start", "success", "failure", "cancel"],
};

function occasionsOf(word: string): readonly string[] {
  const occasions = OCCASIONS[word.toUpperCase()];
  if (occasions !== undefined) return occasions;
  throw new ValueError(`"${word}" is nothing to be told of`, "BEGIN, END, FAIL, ALL or NONE, with commas");
}
