import type { Progress } from "../../client/documents/jobs.ts";

const CELLS = 30;

/** `[##########=====...............] 33 %  4/12 done, 2 running, 1 failed`: `#` has ended, `=` runs. */
export function progressBar(progress: Progress): string {
  const { total, starting, running, stopping, succeeded, failed, cancelled } = progress;
  const ended = succeeded + failed + cancelled;
  const live = starting + running + stopping;
  const cells = (count: number) => (total === 0 ? 0 : Math.floor((count * CELLS) / total));
  const full = cells(ended);
  const begun = Math.max(full, cells(ended + live));
  const bar = `${"#".repeat(full)}${"=".repeat(begun - full)}${".".repeat(CELLS - begun)}`;
  const percent = total === 0 ? 100 : Math.floor((ended * 100) / total);
  const words = [
    `${ended}/${total} done`,
    ...(live > 0 ? [`${live} running`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(cancelled > 0 ? [`${cancelled} cancelled`] : []),
  ];
  return `[${bar}] ${String(percent).padStart(3)} %  ${words.join(", ")}`;
}
