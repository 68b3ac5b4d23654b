const NOTHING: ReadonlyMap<never, never> = new Map<never, never>();

/** A map with nothing in it, the same one for everybody: of a million waiting jobs hardly any needs one of its own. */
export function noEntries<K, V>(): ReadonlyMap<K, V> {
  return NOTHING;
}

/** @returns the map to use from now on */
export function put<K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> {
  if (map === NOTHING) return new Map([[key, value]]);
  (map as Map<K, V>).set(key, value); // only the empty one is shared
  return map;
}

/** @returns the map to use from now on */
export function without<K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> {
  if (map === NOTHING || !map.has(key)) return map;
  if (map.size === 1) return NOTHING;
  (map as Map<K, V>).delete(key); // as in `put`
  return map;
}
