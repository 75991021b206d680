import type { Command, CommandRequest, CommandServices } from '../commands/command';
import type { Reply } from '../domain/card';
import type { Person } from '../domain/person';
import type { Reading } from '../grammar/reading';
import type { PendingAttempt, Turn } from '../ports';
import type { CommandAudit } from './command-audit';
import type { Access } from './role-resolver';

/** One command that a person asked for: a turn, or one of several commands in it. */
export interface Ask extends Access {
  readonly id: string;
  readonly turn: Turn;
  readonly reading: Reading;
  /** Undefined where the reading names no command. */
  readonly command: Command | undefined;
  readonly request: Omit<CommandRequest, 'args'>;
  /** Set when it waited for Defender and is tried again. */
  readonly kept?: PendingAttempt | undefined;
}

/** An ask whose command is known and may run. */
export interface ClearAsk extends Ask {
  readonly command: Command;
}

export interface RunnableAsk extends ClearAsk {
  readonly request: CommandRequest;
}

export interface DispatchContext {
  readonly services: CommandServices;
  /** Called for each request: a right that was taken away is gone, also for buttons drawn before. */
  readonly accessOf: (person: Person) => Promise<Access>;
  readonly audit: CommandAudit;
}

/** The reply that ends the pipeline early, or its last stage. */
export class Ended {
  constructor(readonly reply: Reply) {}
}

/** Passes the request on to the next stage, or ends it with a reply. */
export type Stage<In, Out> = (
  ask: In,
  context: DispatchContext,
) => Promise<Out | Ended> | Out | Ended;

/** Runs the stages one after the other until one ends with a reply. */
export function inOrder<A, B, C, D>(
  first: Stage<A, B>,
  second: Stage<B, C>,
  third: Stage<C, D>,
  fourth: Stage<D, D>,
  last: Stage<D, Ended>,
): (ask: A, context: DispatchContext) => Promise<Reply> {
  return async (ask, context) => {
    const one = await first(ask, context);
    if (one instanceof Ended) return one.reply;
    const two = await second(one, context);
    if (two instanceof Ended) return two.reply;
    const three = await third(two, context);
    if (three instanceof Ended) return three.reply;
    const four = await fourth(three, context);
    if (four instanceof Ended) return four.reply;
    return (await last(four, context)).reply;
  };
}
