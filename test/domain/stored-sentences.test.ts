import { stateMark } from '../../src/cards/kit/state';
import { custodyWords } from '../../src/domain/custody';
import { DefenderUnreachable } from '../../src/domain/errors';
import { plainly } from '../../src/domain/refusal';
import { Catalogue, english } from '../../src/language/catalogue';
import { inLanguage, translated } from '../../src/language/language';

const german = new Catalogue(
  'de',
  {
    'downloaded by': 'heruntergeladen von',
    'Defender could not be reached.': 'Defender war nicht erreichbar.',
    Ready: 'Fertig',
  },
  english(),
);

describe('words that are kept in English', () => {
  it('are said in the language of who reads a receipt', () => {
    const event = {
      ...{ sequence: 7, hash: '', at: new Date(0), who: 'Mia Chen', whoId: 'u-1' },
      ...{ what: 'downloaded by', operation: 'package.downloaded' },
    };

    expect(inLanguage(german, () => custodyWords(event))).toBe('heruntergeladen von');
  });

  it('say why Defender did not do it, and the state of a package', () => {
    const { cause } = plainly(new DefenderUnreachable('collect', 'no connection'));

    expect(cause).toBe('Defender could not be reached.');
    expect(
      inLanguage(german, () => [translated(cause), stateMark({ state: 'ready' }).word]),
    ).toEqual(['Defender war nicht erreichbar.', 'Fertig']);
  });
});
