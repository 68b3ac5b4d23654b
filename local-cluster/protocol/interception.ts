import type { AgentMessage, MasterCommand } from "./messages.ts";

/**
 * The place where tests disturb the talk between agent and master. Each function gets a message and passes
 * it on never, once, later or twice. Programs never set one; `testing/faults.ts` does.
 */
export interface Interception {
  toMaster(agentId: string, message: AgentMessage, pass: (message: AgentMessage) => void): void;
  toAgent(agentId: string, command: MasterCommand, pass: (command: MasterCommand) => void): void;
}

const nothing: Interception = {
  toMaster: (_agentId, message, pass) => pass(message),
  toAgent: (_agentId, command, pass) => pass(command),
};

let current = nothing;

/** Returns a function that ends the interception. */
export function intercept(interception: Interception): () => void {
  current = interception;
  return () => {
    current = nothing;
  };
}

export function interception(): Interception {
  return current;
}
