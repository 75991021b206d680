import fc from 'fast-check';
import { RowCutter } from '../../src/defender/row-cutter';

/** The rows and the frame of an answer that comes in pieces of so many bytes. */
function cut(answer: string, pieceLength: number) {
  const cutter = new RowCutter();
  const bytes = Buffer.from(answer);
  const rows: unknown[] = [];
  for (let at = 0; at < bytes.length; at += pieceLength)
    rows.push(...cutter.push(bytes.subarray(at, at + pieceLength)));
  return { rows, frame: cutter.end() };
}

/** As JSON has it: what is not there cannot be told from what was never said. */
const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown);

describe('a list that comes in pieces', () => {
  it('gives the rows JSON.parse would give, wherever the pieces end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.dictionary(fc.string(), json), fc.array(json))),
        fc.dictionary(fc.string({ unit: 'binary' }), json),
        fc.constantFrom(undefined, 1, '\t'),
        fc.integer({ min: 1, max: 40 }),
        (rows, { value: _, ...around }, indent, pieceLength) => {
          const answer = JSON.stringify(
            { a: 1, ...around, value: rows, z: [{ b: [] }] },
            null,
            indent,
          );

          const found = cut(answer, pieceLength);

          expect(found.rows).toEqual(JSON.parse(JSON.stringify(rows)));
          expect(found.frame).toEqual({
            ...JSON.parse(answer),
            value: rows.map(() => 0),
          });
        },
      ),
    );
  });

  it.each([1, 2, 3, 7])(
    'is not misled by brackets and quotes in texts (pieces of %d)',
    (length) => {
      const row = { 'a"]}': '\\"]}{["', b: '\\', c: '🙂}]', d: [{ e: '"value":[{' }] };

      const { rows } = cut(
        JSON.stringify({ note: '"value":[{"x":1}]', value: [row, row] }),
        length,
      );

      expect(rows).toEqual([row, row]);
    },
  );

  it('leaves what is no row where it stands', () => {
    const { rows, frame } = cut('{"value":[1,"x",null,{"id":1}],"@odata.nextLink":"next"}', 5);

    expect(rows).toEqual([{ id: 1 }]);
    expect(frame).toEqual({ value: [1, 'x', null, 0], '@odata.nextLink': 'next' });
  });

  it.each([
    '',
    '<html>{"value":[{}]}</html>',
    '{"value":[{"id":1},{"id":2}',
    '{"value":[{"id":1}]',
    '{"value":[{"id":1}}',
    '{"value":[{"id":1]]}',
    '{"value":[{"id":1}{"id":2}]}',
    '{"value":[{"id":"1}]}',
    '{"value":[{id:1}]}',
    ']]{"value":[]}',
  ])('is no list when it is no JSON: %j', (answer) => {
    expect(() => cut(answer, 4)).toThrow(SyntaxError);
  });

  it('gives up on a row that never ends, before memory does', () => {
    const cutter = new RowCutter();
    cutter.push(Buffer.from('{"value":[{"id":"'));
    const more = Buffer.alloc(1024 * 1024, 'x');

    expect(() => {
      for (let megabytes = 0; megabytes < 20; megabytes += 1) cutter.push(more);
    }).toThrow(RangeError);
  });
});
