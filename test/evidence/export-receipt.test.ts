import { type Custody, custodyOf } from '../../src/domain/custody';
import { receiptPdf } from '../../src/evidence/export-receipt';
import { aCollection, aPackage } from '../support/builders';
import { testClock } from '../support/clock';
import { memoryCustody } from '../support/custody';
import { pdfAttachments, pdfLines } from '../support/pdf-text';

const clock = testClock();

/** A receipt with one download by each of these people. */
async function receiptOf(names: readonly string[], details = {}): Promise<Custody> {
  const { journal, rows } = memoryCustody(clock);
  for (const name of names)
    await journal.write({
      ...{ operation: 'package.downloaded', outcome: 'success', details },
      actor: { id: 'u-1', name },
    });
  const stored = {
    file: 'C-7F3K2-1.zip',
    size: 9,
    sha256: 'a'.repeat(64),
    sha512: 'b'.repeat(128),
  };
  const one = aPackage({ stored: { ...stored, storedAt: clock.now() } });
  return custodyOf({ collection: aCollection({ packages: [one] }), package: one }, rows);
}

const jsonOf = (custody: Custody) => JSON.stringify(custody);
const draw = (custody: Custody) =>
  receiptPdf(custody, { name: 'receipt.json', json: jsonOf(custody) });
const linesOf = async (custody: Custody) => pdfLines(await draw(custody));

it('shows who had the package, for what, from where and by which clock', async () => {
  const lines = await linesOf(
    await receiptOf(['Mia Chen'], {
      ...{ purpose: 'Malware analysis', clientAddress: '203.0.113.9', signedIn: true },
      ...{ tool: 'Bailiff/0.1.0', sha256: 'c'.repeat(64) },
      clock: { source: 'chrony', synchronized: true, offsetMs: 0.4 },
    }),
  );

  expect(lines).toEqual(
    expect.arrayContaining([
      'Chain of custody C-7F3K2/1',
      `SHA-256 of the package: ${'a'.repeat(64)}`,
      'Downloaded by Mia Chen',
      'Purpose: Malware analysis',
      'Client address: 203.0.113.9',
      'Signed in with Entra: yes',
      'Tool: Bailiff/0.1.0',
      'Clock: synchronised (chrony), 0.4 ms off',
      expect.stringMatching(/^Entry hash: [0-9a-f]{64}$/),
      expect.stringMatching(/^Received by: _+/),
    ]),
  );
});

it('says that a clock is unknown, instead of nothing', async () => {
  const unknown = { source: 'unknown', synchronized: 'unknown' };

  const lines = await linesOf(await receiptOf(['Mia'], { clock: unknown }));

  expect(lines).toContain('Clock: synchronisation unknown');
});

it.each`
  name                   | drawn
  ${'Ólafur Þórðarson'}  | ${'Ólafur Þórðarson'}
  ${'Дмитрий Ким'}       | ${'Дмитрий Ким'}
  ${'Ελένη'}             | ${'Ελένη'}
  ${'張三'}              | ${'[U+5F35][U+4E09]'}
  ${'ชาย'}               | ${'[U+0E0A][U+0E32][U+0E22]'}
  ${'🧿'}                | ${'[U+1F9FF]'}
  ${'a\u202eb\u0000\nc'} | ${'ab c'}
`('draws the name $name as $drawn', async ({ drawn, name }) => {
  const lines = await linesOf(await receiptOf([name]));

  expect(lines.map((line) => line.normalize())).toContain(`Downloaded by ${drawn}`);
  const lacks = lines.some((line) => line.startsWith('Characters that the font lacks'));
  expect(lacks).toBe(drawn.includes('[U+'));
});

it('carries the JSON receipt, with the names as they were', async () => {
  const custody = await receiptOf(['張三']);

  expect(pdfAttachments(await draw(custody))).toEqual([jsonOf(custody)]);
});

it('is the same document for the same receipt', async () => {
  const custody = await receiptOf(['Mia Chen']);

  expect((await draw(custody)).equals(await draw(custody))).toBe(true);
});

it('numbers its pages, and keeps an endless purpose to its bound', async () => {
  const lines = await linesOf(
    await receiptOf(Array(40).fill('Mia Chen'), { purpose: 'x'.repeat(100_000) }),
  );

  const numbers = lines.filter((line) => /^\d+ of \d+$/.test(line));
  expect(numbers.length).toBeGreaterThan(5);
  expect(numbers).toEqual(numbers.map((_, at) => `${at + 1} of ${numbers.length}`));
  expect(lines.join('').match(/x/g)!.length).toBeLessThan(40 * 500);
});
