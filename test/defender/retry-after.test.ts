import { retryAfterSeconds } from '../../src/defender/retry-after';

const now = new Date('2026-11-20T10:00:00Z');

describe('when Defender asks to slow down', () => {
  it.each`
    header                             | sentence                                       | seconds
    ${'8'}                             | ${''}                                          | ${8}
    ${' 8 '}                           | ${''}                                          | ${8}
    ${'0'}                             | ${''}                                          | ${1}
    ${'1.5'}                           | ${''}                                          | ${2}
    ${'Fri, 20 Nov 2026 10:00:30 GMT'} | ${''}                                          | ${30}
    ${'Fri, 20 Nov 2026 09:00:00 GMT'} | ${''}                                          | ${1}
    ${undefined}                       | ${'You can send requests again in 8 seconds.'} | ${8}
    ${undefined}                       | ${'You can send requests again in 1 second.'}  | ${1}
    ${'3'}                             | ${'You can send requests again in 8 seconds.'} | ${8}
    ${'20'}                            | ${'You can send requests again in 8 seconds.'} | ${20}
    ${'soon'}                          | ${'Too many requests'}                         | ${undefined}
    ${undefined}                       | ${''}                                          | ${undefined}
  `('"$header" and "$sentence" mean $seconds seconds', ({ header, sentence, seconds }) => {
    expect(retryAfterSeconds(header, sentence, now)).toBe(seconds);
  });
});
