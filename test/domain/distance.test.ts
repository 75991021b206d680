import fc from 'fast-check';
import { distance, nearestWords } from '../../src/domain/distance';

describe('the distance between two names', () => {
  it.each`
    from        | to           | apart
    ${'ws-042'} | ${'ws-042'}  | ${0}
    ${'ws-042'} | ${'ws-0422'} | ${1}
    ${'ws-042'} | ${'ws-04'}   | ${1}
    ${'ws-042'} | ${'ws-043'}  | ${1}
    ${'ws-042'} | ${'ws-402'}  | ${1}
    ${'ws-042'} | ${'sw-024'}  | ${2}
    ${'ws-042'} | ${'xx-999'}  | ${3}
    ${''}       | ${'abc'}     | ${3}
  `('from “$from” to “$to” is $apart', ({ from, to, apart }) => {
    expect(distance(from, to)).toBe(apart);
  });

  it('is the same both ways, and never more than one above what was asked for', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', '1'), maxLength: 8 });

    fc.assert(
      fc.property(name, name, (a, b) => {
        expect(distance(a, b)).toBe(distance(b, a));
        expect(distance(a, b)).toBeLessThanOrEqual(3);
        expect(distance(a, b) === 0).toBe(a === b);
      }),
    );
  });

  it('finds the nearest word whatever its case', () => {
    expect(nearestWords('Rolse', ['limits', 'roles', 'role'])).toEqual(['roles', 'role']);
  });
});
