import { minutes, spanInWords } from '../domain/duration';
import { WordedError } from '../domain/errors';
import { msg, sentence } from '../language/language';
import type { Clock, Outbox } from '../ports';

const late = minutes(10);

/**
 * Checks the delivery of messages to Teams.
 * @throws {WordedError} a message waits for too long, or some were abandoned within the last day
 */
export async function checkOutbox(outbox: Pick<Outbox, 'backlog'>, clock: Clock): Promise<string> {
  const { failed, oldestMs } = await outbox.backlog();
  if (oldestMs > clock.real(late))
    throw new WordedError(msg`the oldest waits for ${spanInWords(oldestMs * clock.scale)}`);
  if (failed > 0)
    throw new WordedError(
      msg`${failed} given up within a day; the journal has each as message.undelivered`,
    );
  return sentence`sent as they come`;
}
