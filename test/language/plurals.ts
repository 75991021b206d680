/** Words after a number that are no noun it counts, or a unit; without "s" at the end: words between the two. */
const uncounting = new Set(
  (
    'of in on by is was are were as at to from for and or not with has had have that until says ' +
    'lists already unless gets requests matches contains needs alerts knows holds its reads runs ' +
    'answers serves waits this requested ms'
  ).split(' '),
);

/**
 * Finds a number before a plural noun in a pattern such as `{0} new users`: with 1 it would read
 * "1 new users". Returns the words; undefined if there are none.
 */
export function bareCount(pattern: string): string | undefined {
  const after = /(?<!can’t )\{\d+\}((?: \p{Ll}+){0,2}?) (\p{Ll}+s|people)\b/gu;
  const found = [...pattern.matchAll(after)].find(([, between = '', noun = '']) =>
    [...between.trim().split(' '), noun].every((word) => !uncounting.has(word)),
  );
  return found?.[0];
}
