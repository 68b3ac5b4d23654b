import type { JSX } from "preact";
import { h } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { LogBlock } from "../model/log-window.ts";

/** Only its last block is ever drawn anew. At the end it stays at the end, unless somebody scrolled away from there. */
export function LogText({
  blocks,
  isWrapped,
  isFollowing,
  label,
}: {
  readonly blocks: readonly LogBlock[];
  readonly isWrapped: boolean;
  readonly isFollowing: boolean;
  readonly label: string;
}): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  useLayoutEffect(() => {
    if (isFollowing && isAtEnd.current && box.current !== null)
      box.current.scrollTop = box.current.scrollHeight;
  });
  const onScroll = (): void => {
    const { scrollTop, clientHeight, scrollHeight } = box.current ?? document.body;
    isAtEnd.current = scrollTop + clientHeight >= scrollHeight - 40;
  };
  return h(
    "div",
    {
      ref: box,
      class: isWrapped ? "log wrapped" : "log",
      role: "log",
      "aria-live": "off",
      "aria-label": label,
      tabIndex: 0,
      onScroll,
    },
    blocks.map(({ at, text }) => h("div", { key: at }, text)),
  );
}
