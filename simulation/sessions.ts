import type { BackendEvent, WantedOffer } from "../offers/backend.ts";
import type { Random } from "./random.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** One connection of a scheduler. */
export interface Session {
  readonly emit: (event: BackendEvent) => void;
  suppressed: boolean;
  wishes: readonly WantedOffer[];
  open: boolean;
}

/** A scheduler as its connection sees it. */
export interface Client {
  readonly emit: (event: BackendEvent) => void;
  /** Called with a new session. */
  readonly moved: (session: Session) => void;
  /** Whether it would connect again. */
  readonly wants: () => boolean;
}

interface Surroundings {
  readonly time: VirtualTime;
  readonly random: Random;
  /** A session began: the scheduler is told what there is. */
  readonly began: () => void;
  /** A session ended: what was offered and asked in it is void. */
  readonly ended: () => void;
}

/**
 * Who is connected to a simulated cluster: one scheduler at a time, the newest one that came. Connections break and
 * come back; a framework that was removed is told so when it comes with its old registration.
 */
export class SimulatedSessions {
  readonly #around: Surroundings;
  readonly #removedIds = new Set<string>();
  #registrations = 1;
  #current: Session | undefined;
  #reconnect: () => boolean = () => true;
  /** Nobody reaches the cluster until then. */
  #cutOffUntilMs = -Infinity;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  get current(): Session | undefined {
    return this.#current;
  }

  /** Connects, at once or when the cluster can be reached again. */
  enter(registrationId: string | undefined, client: Client): void {
    const { time } = this.#around;
    const connect = () => {
      if (client.wants()) client.moved(this.#connect(registrationId, client));
    };
    if (this.#cutOffUntilMs <= time.nowMs()) connect();
    else time.after(this.#cutOffUntilMs - time.nowMs(), connect);
  }

  leave(session: Session | undefined): void {
    if (session !== undefined && session === this.#current) this.#end();
  }

  /** For so long: its tasks go on, and nobody hears of them. */
  cutOff(ms: number): void {
    this.#cutOffUntilMs = this.#around.time.nowMs() + ms;
    this.disconnect("the connection was cut");
  }

  disconnect(cause: string): void {
    const session = this.#current;
    if (session === undefined) return;
    const reconnect = this.#reconnect;
    this.#end();
    session.emit({ type: "disconnected", cause });
    this.#retry(reconnect);
  }

  /** Its tasks have ended with it. Whoever connects with the old registration is told so. */
  removeFramework(): void {
    this.#removedIds.add(`registration-${this.#registrations}`);
    this.#registrations += 1;
    this.disconnect("the stream ended");
  }

  /** Tells whoever is connected now, after a moment, unless the connection is gone by then. */
  send(event: BackendEvent, lateMs = 0): void {
    const session = this.#current;
    if (session === undefined) return;
    this.#around.time.after(2 + lateMs, () => {
      if (session.open) session.emit(event);
    });
  }

  #connect(registrationId: string | undefined, client: Client): Session {
    const { emit, moved, wants } = client;
    const old = this.#current;
    if (old?.open === true) {
      this.#end();
      old.emit({ type: "superseded", cause: "another scheduler took over" });
    }
    const session: Session = { emit, suppressed: false, wishes: [], open: true };
    this.#current = session;
    const isRemoved = registrationId !== undefined && this.#removedIds.has(registrationId);
    const known =
      isRemoved || registrationId === undefined ? `registration-${this.#registrations}` : registrationId;
    this.#reconnect = () => {
      if (!wants()) return true;
      if (this.#current !== undefined || this.#around.time.nowMs() < this.#cutOffUntilMs) return false;
      moved(this.#connect(known, client));
      return true;
    };
    if (isRemoved) this.send({ type: "removed", cause: "Framework has been removed" });
    this.send({ type: "connected", registrationId: known });
    this.#around.began();
    return session;
  }

  #end(): void {
    if (this.#current !== undefined) this.#current.open = false;
    this.#current = undefined;
    this.#around.ended();
  }

  /** Again and again, while somebody else has the connection. */
  #retry(reconnect: () => boolean): void {
    this.#around.time.after(this.#around.random.integer(10, 3000), () => {
      if (!reconnect()) this.#retry(reconnect);
    });
  }
}
