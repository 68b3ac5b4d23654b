import { KIND_COUNT } from "./requirement.ts";
import type { Shapes } from "./shapes.ts";
import { without } from "./tables/lists.ts";

const NOTHING: readonly number[] = [];

/** By host: pending shapes that name it, and shapes that must not run there. */
export class HostShapes {
  readonly #shapes: Pick<Shapes, "exceptHosts" | "hosts" | "need">;
  readonly #named: (number[] | undefined)[] = [];
  readonly #excepted: (number[] | undefined)[] = [];
  /** Of the shapes that name a host: the least that one needs of each kind, or less. */
  readonly #leastNamed: (Int32Array | undefined)[] = [];

  constructor(shapes: Pick<Shapes, "exceptHosts" | "hosts" | "need">) {
    this.#shapes = shapes;
  }

  namedOn(host: number): readonly number[] {
    return this.#named[host] ?? NOTHING;
  }

  /** What an agent must have at least for one of the shapes that name its host; `undefined`: none does. */
  leastOn(host: number): Int32Array | undefined {
    return this.#leastNamed[host];
  }

  exceptedOn(host: number): readonly number[] | undefined {
    return this.#excepted[host];
  }

  name(shape: number): void {
    const { hosts, need } = this.#shapes;
    for (const host of hosts[shape] ?? NOTHING) {
      (this.#named[host] ??= []).push(shape);
      const least = (this.#leastNamed[host] ??= new Int32Array(KIND_COUNT).fill(0x7fffffff));
      for (let kind = 0; kind < KIND_COUNT; kind += 1) {
        least[kind] = Math.min(least[kind] as number, need[shape * KIND_COUNT + kind] as number);
      }
    }
  }

  unname(shape: number): void {
    for (const host of this.#shapes.hosts[shape] ?? NOTHING) {
      without(this.#named[host], shape);
      if (this.#named[host]?.length === 0) this.#leastNamed[host] = undefined;
    }
  }

  except(shape: number): void {
    for (const host of this.#shapes.exceptHosts[shape] ?? NOTHING) (this.#excepted[host] ??= []).push(shape);
  }

  unexcept(shape: number): void {
    for (const host of this.#shapes.exceptHosts[shape] ?? NOTHING) without(this.#excepted[host], shape);
  }
}
