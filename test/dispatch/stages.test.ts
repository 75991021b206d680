import { audit } from '../../src/dispatch/audit';
import { authorize } from '../../src/dispatch/authorize';
import { clarify } from '../../src/dispatch/clarify';
import { CommandFailedError } from '../../src/dispatch/explain-error';
import { parseArguments } from '../../src/dispatch/parse-arguments';
import { run } from '../../src/dispatch/run';
import { Ended, inOrder, type RunnableAsk, type Stage } from '../../src/dispatch/stage';
import { DefenderUnreachableError, RoleNeededError, UserError } from '../../src/domain/errors';
import { unsafeMarkdown } from '../../src/domain/text';
import { shown } from '../support/answers';
import { askFor, collectLike, contextWith } from './an-ask';

const ended = (outcome: unknown) => (outcome instanceof Ended ? shown(outcome.reply) : undefined);
const kept = { id: 'C-00001', requestId: 't-1', since: '2026-11-20T09:00:00Z' };

describe('authorize', () => {
  it('passes a requester with the role on, and records nothing', async () => {
    const { context, journal } = contextWith();
    const ask = askFor('collect ws-042');

    expect(await authorize(ask, context)).toBe(ask);
    expect(journal).toEqual([]);
  });

  it('refuses one role below, and records it', async () => {
    const { context, journal } = contextWith();

    const outcome = await authorize(askFor('collect ws-042', { role: 'analyst' }), context);

    expect(ended(outcome)).toContain('Requires the responder role (yours: analyst).');
    expect(journal).toMatchObject([{ operation: 'command.refused', outcome: 'refused' }]);
  });

  it('needs an analyst for a message that is no command', async () => {
    const { context } = contextWith();
    const ask = { ...askFor('blah'), command: undefined, role: 'nobody' as const };

    expect(ended(await authorize(ask, context))).toContain('You can’t use Bailiff here');
    expect(await authorize({ ...ask, role: 'analyst' }, context)).toMatchObject({ id: 't-1' });
  });

  it('keeps a pending request waiting while its groups can not be checked', async () => {
    const { context, journal } = contextWith();
    const ask = askFor('collect ws-042', { role: 'analyst', groupsUnavailable: true, kept });

    await expect(async () => authorize(ask, context)).rejects.toThrow(DefenderUnreachableError);
    expect(journal).toEqual([]);
  });
});

describe('clarify', () => {
  const { context } = contextWith();

  it.each([
    ['colect ws-042 because x', 'Did you mean collect?'],
    ['collect ws-042 tomorrow', 'I can’t schedule actions. Run it now?'],
    ['don’t collect ws-042', 'nothing was done'],
    ['isolate ws-042', 'I can’t isolate devices'],
    ['ips since 3/4', 'is ambiguous'],
  ])('asks about “%s”', async (typed, says) => {
    expect(ended(await clarify(askFor(typed), context))).toContain(says);
  });

  it('passes a plain command on', async () => {
    const ask = askFor('collect ws-042 because lsass');

    expect(await clarify(ask, context)).toEqual(ask);
  });

  it('answers a word that names no command', async () => {
    const ask = { ...askFor('collect ws-042'), command: undefined };

    expect(ended(await clarify(ask, context))).toContain('I can’t do “collect”');
  });
});

describe('parse arguments', () => {
  it('adds what the command’s schema takes', async () => {
    const { context } = contextWith();

    const outcome = await parseArguments(askFor('collect ws-042 because lsass'), context);

    expect(outcome).toMatchObject({ request: { args: { machines: ['ws-042'], reason: 'lsass' } } });
  });

  it('ends with the usage where an argument is missing', async () => {
    const { context } = contextWith();
    const { args } = collectLike();
    const command = collectLike({ args: args.refine(() => false, { error: 'Say why.' }) });

    expect(ended(await parseArguments(askFor('collect ws-042', { command }), context))).toBe(
      'Say why. Usage: collect <machine>',
    );
  });
});

const runnable = (facts: Partial<RunnableAsk> = {}): RunnableAsk => {
  const ask = askFor('collect ws-042 because lsass', facts);
  return { ...ask, request: { ...ask.request, args: { machines: ['ws-042'] } } };
};

describe('audit', () => {
  it('records the command before it runs', async () => {
    const { context, journal } = contextWith();

    await audit(runnable(), context);

    expect(journal).toMatchObject([{ operation: 'command.asked', outcome: 'started' }]);
  });

  it('ends where the journal can not be written', async () => {
    const { context } = contextWith({ journalFails: true });

    expect(ended(await audit(runnable(), context))).toContain('so nothing was done');
  });

  it('does not record a pending request twice', async () => {
    const { context, journal } = contextWith();

    await audit(runnable({ kept }), context);

    expect(journal).toEqual([]);
  });
});

describe('run', () => {
  const failing = (error: unknown) =>
    runnable({
      command: collectLike({
        run: async () => {
          throw error;
        },
      }),
    });

  it('replies and records the outcome', async () => {
    const { context, journal } = contextWith();

    expect(ended(await run(runnable(), context))).toBe('done');
    await context.audit.settled('t-1');
    expect(journal).toMatchObject([{ operation: 'command.answered', outcome: 'success' }]);
  });

  it('records a failure and passes the error on', async () => {
    const { context, journal } = contextWith();
    const error = new UserError(unsafeMarkdown('No.'));

    await expect(async () => run(failing(error), context)).rejects.toBe(error);
    await context.audit.settled('t-1');
    expect(journal).toMatchObject([{ operation: 'command.answered', outcome: 'failure' }]);
  });

  it('wraps an unexpected error, since the command may have acted', async () => {
    const { context } = contextWith();

    await expect(async () => run(failing(new Error('boom')), context)).rejects.toThrow(
      CommandFailedError,
    );
  });

  it('refuses where the command itself finds that more is needed', async () => {
    const { context, journal } = contextWith();

    const outcome = await run(failing(new RoleNeededError('lead')), context);

    expect(ended(outcome)).toContain('Requires the lead role');
    expect(journal).toMatchObject([{ operation: 'command.refused' }]);
  });

  it('leaves a pending request without an outcome while Defender is away', async () => {
    const { context, journal } = contextWith();
    const ask = { ...failing(new DefenderUnreachableError('machines', 'no answer')), kept };

    await expect(async () => run(ask, context)).rejects.toThrow(DefenderUnreachableError);
    await context.audit.settled('t-1');
    expect(journal).toEqual([]);
  });
});

describe('the stages', () => {
  it('run in order until one ends with a reply', async () => {
    const { context } = contextWith();
    const passed: number[] = [];
    const pass =
      (n: number): Stage<number, number> =>
      (ask) => {
        passed.push(n);
        return ask;
      };
    const end = new Ended({ text: unsafeMarkdown('third') });

    const all = inOrder(
      pass(1),
      pass(2),
      () => end,
      pass(4),
      () => new Ended({ none: true }),
    );

    expect(await all(0, context)).toBe(end.reply);
    expect(passed).toEqual([1, 2]);
  });
});
