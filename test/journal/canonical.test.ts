import { join } from 'node:path';
import fc from 'fast-check';
import { canonical } from '../../src/journal/canonical';

// By its path: the package's own entry is closed to CommonJS.
const library = require(join(process.cwd(), 'node_modules/canonicalize/lib/canonicalize.js'));

describe('canonical JSON', () => {
  it('is spelled as the reference library spells it', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        expect(canonical(value)).toBe(library.default(JSON.parse(JSON.stringify(value))));
      }),
      { numRuns: 500 },
    );
  });

  it('sorts keys as RFC 8785 says, numbers among them', () => {
    const value = {
      '10': 1,
      '9': 2,
      b: [1e21, 0.1, -0],
      a: { '\u20ac': 1, '\r': 2 },
      gone: undefined,
    };

    expect(canonical(value)).toBe('{"10":1,"9":2,"a":{"\\r":2,"\u20ac":1},"b":[1e+21,0.1,0]}');
  });
});
