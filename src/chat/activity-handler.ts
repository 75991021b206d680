import type { Access } from '../dispatch/role-resolver';
import type { Reply } from '../domain/card';
import { defined } from '../domain/defined';
import type { Person } from '../domain/person';
import { md } from '../domain/text';
import { languageFor } from '../language/catalogue';
import { inLanguage, t } from '../language/language';
import type { Clock, Conversations, Log, Messenger, Turn, Workflows } from '../ports';
import { readActivity, type TeamsActivity } from './activity';
import { KeysUnavailableError, NotFromTeamsError, type TeamsAdapter } from './adapter';
import { type AdmissionRules, isGuest, isOurTenant, mayReplyTo } from './admission';
import { ConversationRegistry } from './conversation-registry';
import type { EndOfPlace } from './end-of-place';
import { announcedEnd } from './end-of-place-events';
import { invokeReceipt, inWords, onCard, type Receipt } from './invoke';
import { Memberships } from './memberships';
import { formForMessage, isSentForm, opensForm, saying } from './message-action';
import { RateLimiter } from './rate-limiter';
import { RefusalLog } from './refusal-log';
import { conversationOf, personOf, placeOf, saidIn, turnOf } from './turn';

/** Dependencies of the activity handler. */
export interface ActivityHandlerDependencies {
  readonly adapter: TeamsAdapter;
  readonly rules: AdmissionRules;
  readonly conversations: Conversations;
  readonly workflows: Pick<Workflows, 'start'>;
  readonly messenger: Pick<Messenger, 'post'>;
  readonly endOfPlace: Pick<EndOfPlace, 'end' | 'endTeam'>;
  /** Returns whether a person may get the form of a message action at all. */
  readonly accessOf: (person: Person) => Promise<Access>;
  /** The reply to a turn, if it arrives within so many real milliseconds. */
  readonly answerOf: (turnId: string, ms: number) => Promise<Reply | undefined>;
  readonly clock: Clock;
  readonly log: Log;
}

// Teams shows an error on the card after 10 to 15 s; people expect an answer within 3.
const invokeWaitMs = 2_500;

const says = {
  notHere: () => md`🔒 You can’t use Bailiff here.`,
  notOurs: () => md`That button no longer works. Type the command instead.`,
  tooFast: () => md`Too many messages. Try again in a minute.`,
};

/**
 * Receives activities from Teams: validates them, starts their turns and answers at once.
 *
 * Teams redelivers after about 15 s without an answer, so the only work here is to store the turn
 * durably and once. If that fails, the answer is 500 and nothing was accepted.
 */
export class ActivityHandler {
  readonly #conversationRegistry: ConversationRegistry;
  readonly #rateLimiter: RateLimiter;
  readonly #memberships: Memberships;
  readonly #refusals: RefusalLog;

  constructor(private readonly parts: ActivityHandlerDependencies) {
    this.#conversationRegistry = new ConversationRegistry(parts.conversations);
    this.#rateLimiter = new RateLimiter(parts.clock);
    this.#memberships = new Memberships(parts);
    this.#refusals = new RefusalLog(parts.log, parts.clock);
  }

  async receive(authorization: string, body: unknown): Promise<Receipt> {
    const activity = readActivity(body);
    if (!activity) return failed(400, 'not an activity');
    // The SDK's check of endorsements accepts an empty channel, and other channels are unsupported.
    if (activity.channelId !== 'msteams') return failed(403, 'not from Teams');
    let receipt: Receipt = { status: 200 };
    try {
      await this.parts.adapter.receive(authorization, activity, async () => {
        receipt = await this.#admit(activity);
      });
      return receipt;
    } catch (error) {
      return this.#turnedAway(error);
    }
  }

  #turnedAway(error: unknown): Receipt {
    const { log } = this.parts;
    if (error instanceof NotFromTeamsError) {
      this.#refusals.warn({ why: error.message }, 'a request that is not from Teams was refused');
      return failed(401, 'not from Teams');
    }
    log.error({ error }, 'an activity could not be taken');
    return failed(error instanceof KeysUnavailableError ? 503 : 500, 'not taken, try again');
  }

  async #admit(activity: TeamsActivity): Promise<Receipt> {
    const { rules } = this.parts;
    if (!isOurTenant(activity, rules)) {
      this.#refusals.warn(
        { conversation: activity.conversation.id },
        'a message of another tenant was refused',
      );
      return failed(403, 'not our tenant');
    }
    if (!mayReplyTo(activity.serviceUrl, rules)) {
      this.#refusals.warn(
        { serviceUrl: activity.serviceUrl },
        'a message with a foreign address was refused',
      );
      return failed(403, 'not our service');
    }
    const end = announcedEnd(activity);
    if (end) {
      const { endOfPlace } = this.parts;
      if ('teamId' in end) await endOfPlace.endTeam(end.teamId, end.why);
      await endOfPlace.end(
        'teamId' in end ? activity.conversation.id : end.conversationId,
        end.why,
      );
      return { status: 200 };
    }
    return inLanguage(languageFor(activity.locale), () => this.#hear(activity));
  }

  async #hear(activity: TeamsActivity): Promise<Receipt> {
    if (opensForm(activity)) return this.#openForm(activity);
    const said = saidIn(activity);
    if (!said) return { status: activity.type === 'invoke' ? 501 : 200 };
    const here = conversationOf(activity);
    const { locale, timeZone } = await this.#conversationRegistry.remember(
      here,
      personOf(activity),
    );
    const isKnown = activity.from.aadObjectId || said.kind === 'added' || this.parts.rules.dev;
    const person =
      said.kind === 'added' ? senderOf(activity, isGuest(activity)) : await this.#sender(activity);
    if (!isKnown || (await this.#isBarred(person))) return this.#sayOnce(activity, 'notHere');
    if (said.kind === 'junk') return this.#sayOnce(activity, 'notOurs');

    const context = defined({ locale, timeZone, at: this.parts.clock.now() });
    const turn = { ...turnOf(activity, said, context), person };
    const flow = this.#rateLimiter.check(turn.person.id, turn.id);
    if (flow === 'warn') return this.#sayOnce(activity, 'tooFast');
    if (flow === 'drop')
      return activity.type === 'invoke' ? onCard(says.tooFast()) : { status: 200 };
    return this.#begin(turn, activity);
  }

  async #sender(activity: TeamsActivity): Promise<Person> {
    return senderOf(activity, await this.#memberships.isGuest(activity));
  }

  /** Guests may write only where the policy opens a role to guests. */
  async #isBarred(person: Person): Promise<boolean> {
    return person.isGuest === true && (await this.parts.accessOf(person)).role === 'nobody';
  }

  /** Only shows a form: its buttons send turns of their own. */
  async #openForm(activity: TeamsActivity): Promise<Receipt> {
    const isKnown = activity.from.aadObjectId || this.parts.rules.dev;
    const person = await this.#sender(activity);
    if (!isKnown || (await this.#isBarred(person))) return saying(says.notHere());
    const { role } = await this.parts.accessOf(person);
    return formForMessage(activity, role);
  }

  async #begin(turn: Turn, activity: TeamsActivity): Promise<Receipt> {
    const isInvoke = activity.type === 'invoke';
    const { answerOf, workflows } = this.parts;
    // Listens before starting: the answer may arrive before `start` returns.
    const answer = isInvoke ? answerOf(turn.id, invokeWaitMs) : undefined;
    await workflows.start('turn', turn.id, turn);
    if (!answer) return { status: 200 };
    const said = await answer;
    if (!isSentForm(activity)) return invokeReceipt(said);
    return saying(said ? inWords(said) : t`Working on it…`);
  }

  /**
   * Replies with one line without starting a turn: on the card, or as a message sent in the
   * background.
   */
  #sayOnce(activity: TeamsActivity, what: keyof typeof says): Receipt {
    const { log, messenger } = this.parts;
    log.info({ from: activity.from.aadObjectId, what }, 'somebody was turned away');
    if (activity.type === 'invoke') return onCard(says[what]());
    messenger
      .post(placeOf(activity), { text: says[what]() }, { once: `${activity.id}:${what}` })
      .catch((error: unknown) => log.warn({ error }, 'a refusal could not be said'));
    return { status: 200 };
  }
}

function senderOf(activity: TeamsActivity, isGuestHere: boolean): Person {
  return { ...personOf(activity), ...(isGuestHere && { isGuest: true }) };
}

function failed(status: number, error: string): Receipt {
  return { status, body: { error } };
}
