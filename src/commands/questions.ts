import { clock } from '../cards/kit/time';
import type { Draft } from '../domain/draft';
import { minutes } from '../domain/duration';
import { type Suggestion, UserError } from '../domain/errors';
import { md } from '../domain/text';
import { t } from '../language/language';
import type { CommandRequest, MachineServices, PlatformServices } from './command';

/** Long enough to ask a colleague; older questions are likely to be out of date. */
export const answerTimeout = minutes(60);

/** Stores a choice or a form, so that only its requester can answer it, and only for a while. */
export function askQuestion(
  request: CommandRequest,
  { kind, restart }: Required<Pick<Draft, 'kind' | 'restart'>>,
  { clock: time, drafts }: PlatformServices & MachineServices,
): Promise<Draft> {
  return drafts.keep(request.requestId, {
    ...{ kind, restart, askedBy: request.actor },
    ...{ machineIds: [], compromised: [], unknown: [] },
    expiresAt: new Date(time.now().getTime() + time.real(answerTimeout)),
  });
}

/**
 * Checks a press that answers a question.
 * @throws {UserError} the question is another requester's, was cancelled or has expired
 */
export async function assertMayAnswer(
  question: string,
  request: Pick<CommandRequest, 'actor' | 'kept' | 'render'>,
  services: PlatformServices & MachineServices,
): Promise<void> {
  const draft = await services.drafts.get(question);
  if (!draft) throw new UserError(md`That question has expired. Nothing was done. Ask again.`);
  assertRequester(draft, request);
  assertOpen(draft, request, services);
}

/** @throws {UserError} another person's question; offers to start the same as one's own */
export function assertRequester(draft: Draft, { actor }: Pick<CommandRequest, 'actor'>): void {
  if (draft.askedBy.id === actor.id) return;
  throw new UserError(
    md`Only ${draft.askedBy.name} can choose here. Nothing was done.`,
    [draft.restart ?? restartOf(draft)].filter(({ words }) => words.length < maxWords),
  );
}

/** @throws {UserError} the question was cancelled or has expired */
export function assertOpen(
  { end, expiresAt }: Draft,
  request: Pick<CommandRequest, 'kept' | 'render'>,
  services: PlatformServices,
): void {
  if (end?.as === 'cancelled') {
    const when = clock(end.at, request.render);
    throw new UserError(md`That was cancelled ${when}. Nothing was done. Ask again.`);
  }
  // A press that waited for Defender counts from the moment it was pressed.
  if (expiresAt > (request.kept?.since ?? services.clock.now())) return;
  const at = clock(expiresAt, request.render);
  throw new UserError(md`That question expired at ${at}. Nothing was done. Ask again.`);
}

// A button holds 120 words; ids of machines are long.
const maxWords = 110;

function restartOf({ incident, machineIds }: Draft): Suggestion {
  const about = incident ? ['incident', incident] : [];
  return { title: startOwn(), verb: 'collect', words: [...machineIds, ...about] };
}

export const startOwn = () => t`Start my own`;
