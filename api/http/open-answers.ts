import type { FastifyReply } from "fastify";

/** Why an answer that is waited for is not needed any more. One for all: without it each request would make an error. */
const GONE = Object.assign(new Error("the connection has ended"), { name: "AbortError" });

/** The answers of a server that are under way; all of them end when it closes. */
export class OpenAnswers {
  readonly #running = new Set<AbortController>();
  #isClosing = false;

  get isClosing(): boolean {
    return this.#isClosing;
  }

  /** A signal that is aborted when the client is gone or the server closes. */
  untilClosed(reply: FastifyReply): AbortSignal {
    const controller = new AbortController();
    this.#running.add(controller);
    reply.raw.once("close", () => {
      this.#running.delete(controller);
      controller.abort(GONE);
    });
    return controller.signal;
  }

  close(): void {
    this.#isClosing = true;
    for (const controller of this.#running) controller.abort(GONE);
  }
}
