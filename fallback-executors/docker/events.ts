import type { IncomingMessage } from "node:http";
import { fieldsOf, textIn, textsIn } from "./documents.ts";
import { LABELS } from "./docker-options.ts";
import { linesIn } from "./lines.ts";

export interface ContainerEvent {
  readonly id: string;
  readonly taskId: string;
  readonly action: string;
  /** Of `kill`: the number of the signal. */
  readonly by: number;
}

/** `GET /events`. What cannot be read is left out. */
export async function* eventsIn(input: IncomingMessage): AsyncGenerator<ContainerEvent> {
  for await (const line of linesIn(input)) {
    const event = parsedEvent(line);
    if (event !== undefined) yield event;
  }
}

function parsedEvent(line: string): ContainerEvent | undefined {
  try {
    const fields = fieldsOf(JSON.parse(line));
    const actor = fieldsOf(fields["Actor"]);
    // Before API 1.22, and on some classic Swarms, there is the short form only.
    const id = textIn(actor, "ID") ?? textIn(fields, "id");
    const action = textIn(fields, "Action") ?? textIn(fields, "status");
    if (id === undefined || action === undefined) return undefined;
    const attributes = textsIn(actor, "Attributes");
    return { id, action, taskId: attributes[LABELS.task] ?? "", by: Number(attributes["signal"]) };
  } catch {
    return undefined;
  }
}
