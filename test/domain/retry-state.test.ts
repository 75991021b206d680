import { pauseAfter } from '../../src/domain/retry-state';

describe('the pause before another try', () => {
  it.each`
    tries  | said         | scale | ms                | why
    ${1}   | ${undefined} | ${1}  | ${15_000}         | ${'a quarter of a minute at first'}
    ${3}   | ${undefined} | ${1}  | ${60_000}         | ${'twice as long each time'}
    ${300} | ${undefined} | ${1}  | ${300_000}        | ${'five minutes at most'}
    ${1}   | ${90}        | ${1}  | ${90_000}         | ${'as long as Defender wishes'}
    ${1}   | ${90}        | ${60} | ${90 * 60_000}    | ${'in real seconds'}
    ${1}   | ${999999999} | ${1}  | ${24 * 3_600_000} | ${'but a day at most'}
  `('is $why', ({ tries, said, scale, ms }) => {
    expect(pauseAfter(tries, { retryAfterSeconds: said }, scale)).toBe(ms);
  });
});
