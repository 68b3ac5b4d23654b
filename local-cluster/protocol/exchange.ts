import type { ClientRequest } from "node:http";

const ANSWER_MS = 30_000;

/** Calls `done` once: with nothing when messages were taken (202), else with what went wrong. */
export function whenTaken(request: ClientRequest, done: (why: string | undefined) => void): void {
  let finished = false;
  const once = (why: string | undefined): void => {
    if (finished) return;
    finished = true;
    done(why);
  };
  request.setTimeout(ANSWER_MS, () => request.destroy(new Error("messages were not answered within 30 s")));
  request.on("error", (error) => once(error.message));
  request.on("response", (response) => {
    response.resume();
    response.on("error", (error) => once(error.message));
    response.on("end", () =>
      once(response.statusCode === 202 ? undefined : `messages were answered ${response.statusCode}`),
    );
    response.on("close", () => once("the answer to messages broke off"));
  });
}

/** The master that a redirect names, as an origin; `undefined` for a text that names none. */
export function originIn(location: string | undefined): string | undefined {
  const authority = /^(?:https?:)?\/\/([^/]+)/.exec(location ?? "")?.[1];
  return authority === undefined || !URL.canParse(`http://${authority}`) ? undefined : `http://${authority}`;
}
