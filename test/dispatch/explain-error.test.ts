import { DefenderRefusedError, DefenderUnreachableError, UserError } from '../../src/domain/errors';
import { md } from '../../src/domain/text';

import { dispatcherWith } from './a-dispatcher';

describe('what a person reads when something fails', () => {
  it('gives what the person can mend as sentence and buttons', async () => {
    const fails = new UserError(md`No device “${'WS-0422'}” found. Nothing was collected.`, [
      { title: 'WS-042', verb: 'collect', words: ['WS-042'] },
    ]);
    const { types } = dispatcherWith({ fails });

    const { buttons, words } = await types('collect WS-0422');

    expect(words).toContain('No device “WS-0422” found\nNothing was collected.');
    expect(buttons).toEqual(['collect WS-042']);
  });

  it('says plainly what Defender refused, with code and trace beside it', async () => {
    const fails = new DefenderRefusedError({
      status: 403,
      code: 'Forbidden',
      said: '[click](http://evil)',
      trace: 'a-1',
      asked: 'GET machines',
    });
    const { journal, types } = dispatcherWith({ fails });

    const { words } = await types('status WS-042');

    expect(words).toContain('no permission for this in Defender. The operations');
    expect(words).toContain('Details: 403 Forbidden · GET machines · trace a-1');
    expect(words).not.toContain('evil');
    expect(journal.at(-1)).toMatchObject({ operation: 'command.answered', outcome: 'failure' });
  });

  it('keeps apart that Defender could not be reached', async () => {
    const { types } = dispatcherWith({
      fails: new DefenderUnreachableError('GET machines', 'timed out'),
    });

    expect((await types('status WS-042')).words).toContain('Defender couldn’t be reached.');
  });

  it('takes the blame for everything else, and gives a reference that the log has too', async () => {
    const { logged, types } = dispatcherWith({ fails: new TypeError('secret internals') });

    const { words } = await types('status WS-042');

    const reference = /reference ([0-9A-F]{4})\./.exec(words)?.[1];
    expect(words).toMatch(/^Something went wrong on our side. Try again/);
    expect(words).not.toContain('secret');
    expect(logged).toMatchObject([{ reference, error: expect.any(TypeError) }]);
  });

  it('does not promise that nothing was done where a command broke that changes things', async () => {
    const { logged, types } = dispatcherWith({ fails: new TypeError('secret internals') });

    const { words } = await types('collect WS-042 because x');

    expect(words).toContain('It may be partly done: check status or jobs');
    expect(words).not.toContain('Nothing was done');
    expect(logged).toMatchObject([{ error: expect.any(TypeError) }]);
  });
});
