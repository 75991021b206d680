import { md } from '../domain/text';
import { Ended, type RunnableAsk, type Stage } from './stage';

/** Records the command before it runs. Ends if that fails: an act without a record must not happen. */
export const audit: Stage<RunnableAsk, RunnableAsk> = async (ask, context) => {
  // A pending request was recorded when it was asked for.
  if (ask.kept || (await context.audit.asked(ask))) return ask;
  return new Ended({
    text: md`The audit journal can’t be written right now, so nothing was done. Try again in a few minutes.`,
  });
};
