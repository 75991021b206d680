import { BadQueryError } from '../api-error';

export interface Token {
  readonly kind: 'text' | 'date' | 'number' | 'word' | 'mark' | 'end';
  readonly value: string;
  readonly at: number;
}

const forms: readonly [Exclude<Token['kind'], 'end'>, RegExp][] = [
  ['text', /'(?:[^']|'')*'/y],
  ['date', /\d{4}-\d\d-\d\d(?:T[\d:.]+)?(?:Z|[+-]\d\d:\d\d)?/y],
  ['number', /-?\d+(?:\.\d+)?(?![\w-])/y],
  ['word', /[A-Za-z_@][\w.@]*(?:\/[\w.@]+)*/y],
  ['mark', /[(),:]/y],
];

export function tokenize(filter: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < filter.length) {
    if (/\s/.test(filter.charAt(at))) {
      at += 1;
      continue;
    }
    const token = tokenAt(filter, at);
    tokens.push(token);
    at += token.value.length;
  }
  return [...tokens, { kind: 'end', value: '', at }];
}

function tokenAt(filter: string, at: number): Token {
  for (const [kind, form] of forms) {
    form.lastIndex = at;
    const value = form.exec(filter)?.[0];
    if (value !== undefined) return { kind, value, at };
  }
  throw new BadQueryError(`Syntax error at position ${at} in '${filter}'.`);
}
