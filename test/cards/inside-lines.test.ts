import { insideLines } from '../../src/cards/collect/inside-lines';
import { sectionsOf } from '../../src/evidence/package-sections';
import { Catalogue } from '../../src/language/catalogue';
import { inLanguage } from '../../src/language/language';

it('what a package lacks is called in the language of who reads, files by their names', () => {
  const { missing } = sectionsOf([{ section: 'autoruns', file: 'a.csv' }]);
  const lacks = missing.filter((name) => /^(Prefetch|Collection)/.test(name));
  const german = new Catalogue('de', {
    'Missing: {0}': 'Es fehlt: {0}',
    'Prefetch files': 'Prefetch-Dateien',
  });

  const lines = inLanguage(german, () =>
    insideLines({ counts: {}, missing: lacks, failedSteps: 0, notUnderstood: 0, matches: [] }),
  );

  expect(lines).toEqual(['Es fehlt: Prefetch-Dateien, CollectionSummaryReport.xls']);
});
