import { requestedRange } from '../../src/delivery/headers';

describe('the part of a file that is asked for', () => {
  it.each`
    range                                | ifRange        | size  | wanted
    ${undefined}                         | ${undefined}   | ${10} | ${'whole'}
    ${'bytes=0-4'}                       | ${undefined}   | ${10} | ${{ start: 0, end: 4 }}
    ${'bytes=4-'}                        | ${undefined}   | ${10} | ${{ start: 4, end: 9 }}
    ${'bytes=4-400'}                     | ${undefined}   | ${10} | ${{ start: 4, end: 9 }}
    ${'bytes=-3'}                        | ${undefined}   | ${10} | ${{ start: 7, end: 9 }}
    ${'bytes=-30'}                       | ${undefined}   | ${10} | ${{ start: 0, end: 9 }}
    ${'bytes=10-'}                       | ${undefined}   | ${10} | ${'unsatisfiable'}
    ${'bytes=-0'}                        | ${undefined}   | ${10} | ${'unsatisfiable'}
    ${'bytes=0-'}                        | ${undefined}   | ${0}  | ${'unsatisfiable'}
    ${'bytes=5-4'}                       | ${undefined}   | ${10} | ${'whole'}
    ${'bytes=0-1,4-5'}                   | ${undefined}   | ${10} | ${'whole'}
    ${'bytes=-'}                         | ${undefined}   | ${10} | ${'whole'}
    ${'lines=1-2'}                       | ${undefined}   | ${10} | ${'whole'}
    ${'bytes=4-'}                        | ${'"the one"'} | ${10} | ${{ start: 4, end: 9 }}
    ${'bytes=4-'}                        | ${'"another"'} | ${10} | ${'whole'}
    ${'bytes=1e1-999999999999999999999'} | ${undefined}   | ${10} | ${'whole'}
  `('$range of $size bytes (If-Range $ifRange): $wanted', ({ range, ifRange, size, wanted }) => {
    expect(requestedRange({ range, ifRange }, { size, etag: '"the one"' })).toEqual(wanted);
  });
});
