/** Removes an item of a list without order: the last one takes its place. */
export function without(list: number[] | undefined, item: number): void {
  const at = list?.indexOf(item) ?? -1;
  if (list === undefined || at < 0) return;
  const last = list.pop() as number; // the item at least is in it
  if (at < list.length) list[at] = last;
}
