import { stateMark } from '../../src/cards/kit/state';
import { custodyWords } from '../../src/domain/custody';
import { DefenderUnreachableError } from '../../src/domain/errors';
import { plainly } from '../../src/domain/refusal';
import { Catalogue, englishCatalogue } from '../../src/language/catalogue';
import { inLanguage, renderMessage } from '../../src/language/language';

const german = new Catalogue(
  'de',
  {
    'Downloaded by': 'heruntergeladen von',
    'Defender couldn’t be reached.': 'Defender war nicht erreichbar.',
    Ready: 'Fertig',
  },
  englishCatalogue(),
);

describe('words that are kept in English', () => {
  it('are said in the language of who reads a receipt', () => {
    const event = {
      ...{ sequence: 7, hash: '', at: new Date(0), who: 'Mia Chen', whoId: 'u-1' },
      ...{ what: 'Downloaded by', operation: 'package.downloaded' },
    };

    expect(inLanguage(german, () => custodyWords(event))).toBe('heruntergeladen von');
  });

  it('say why Defender did not do it, and the state of a package', () => {
    const { cause } = plainly(new DefenderUnreachableError('collect', 'no connection'));

    expect(cause).toBe('Defender couldn’t be reached.');
    expect(
      inLanguage(german, () => [renderMessage(cause), stateMark({ state: 'ready' }).word]),
    ).toEqual(['Defender war nicht erreichbar.', 'Fertig']);
  });
});
