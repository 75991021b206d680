/**
 * Returns a number with its noun, "1 row" or "1,204 rows": for English text outside the catalogues,
 * whose sentences have plural forms of their own.
 */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}
