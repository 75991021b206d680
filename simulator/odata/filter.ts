import { BadQueryError } from '../api-error';
import { type Field, type Literal, test, text } from './comparison';
import { type Token, tokenize } from './tokens';

/** Filterable properties and their types. Others are rejected as Defender does. */
export type Fields = Readonly<Record<string, Field>>;
export type Row = Readonly<Record<string, unknown>>;
type Condition = (row: Row) => boolean;

/** The subset Microsoft documents for these APIs: eq ne gt ge lt le, and or not, startswith, any. */
export function parseFilter(filter: string, fields: Fields): Condition {
  return new Parser(filter, fields).parse();
}

class Parser {
  private readonly tokens: Token[];
  private position = 0;
  /** Inside `tags/any(tag: …)` the name `tag` stands for one element. */
  private element: string | undefined;

  constructor(
    private readonly filter: string,
    private readonly fields: Fields,
  ) {
    this.tokens = tokenize(filter);
  }

  parse(): Condition {
    const condition = this.either();
    if (this.peek().kind !== 'end') throw this.syntaxError();
    return condition;
  }

  private either(): Condition {
    const left = this.both();
    if (!this.takes('or')) return left;
    const right = this.either();
    return (row) => left(row) || right(row);
  }

  private both(): Condition {
    const left = this.single();
    if (!this.takes('and')) return left;
    const right = this.both();
    return (row) => left(row) && right(row);
  }

  private single(): Condition {
    if (this.takes('not')) {
      const condition = this.single();
      return (row) => !condition(row);
    }
    if (this.takes('(')) {
      const condition = this.either();
      this.expect(')');
      return condition;
    }
    const word = this.next('word').value;
    if (this.peek().value === '(') return this.call(word);
    return this.comparison(word);
  }

  private call(word: string): Condition {
    this.expect('(');
    if (word === 'startswith') return this.startsWith();
    if (word.endsWith('/any')) return this.any(word.slice(0, -'/any'.length));
    throw new BadQueryError(`An unknown function with name '${word}' was found.`);
  }

  private startsWith(): Condition {
    const { read } = this.property(this.next('word').value);
    this.expect(',');
    const { value } = this.literal();
    this.expect(')');
    return (row) => text(read(row) ?? '').startsWith(String(value));
  }

  private any(path: string): Condition {
    const { read } = this.property(path);
    this.element = this.next('word').value;
    this.expect(':');
    const condition = this.either();
    this.expect(')');
    this.element = undefined;
    return (row) => [read(row)].flat().some((value) => condition({ '': value }));
  }

  private comparison(word: string): Condition {
    const { read, field } = this.property(word);
    const operator = this.next('word').value;
    const holds = test(operator, field, this.literal());
    return (row) => holds(read(row));
  }

  private property(word: string): { read: (row: Row) => unknown; field: Field } {
    if (word === this.element) return { read: (row) => row[''], field: 'text' };
    // Property names are case-insensitive; values are not.
    const name = Object.keys(this.fields).find((key) => key.toLowerCase() === word.toLowerCase());
    const field = name && this.fields[name];
    if (!name || !field) {
      throw new BadQueryError(`Could not find a property named '${word}' that can be filtered on.`);
    }
    return { read: (row) => row[name], field };
  }

  private literal(): Literal {
    const { kind, value } = this.next();
    if (kind === 'text') return { kind, value: value.slice(1, -1).replaceAll("''", "'") };
    if (kind === 'date') return { kind, value };
    if (kind === 'number') return { kind, value: Number(value) };
    if (value === 'null') return { kind: 'null', value: null };
    if (value === 'true' || value === 'false') return { kind: 'flag', value: value === 'true' };
    throw this.syntaxError();
  }

  private peek(): Token {
    return this.tokens[this.position] as Token;
  }

  private takes(value: string): boolean {
    const { kind, value: found } = this.peek();
    if (kind === 'text' || found !== value) return false;
    this.position += 1;
    return true;
  }

  private expect(value: string): void {
    if (!this.takes(value)) throw this.syntaxError();
  }

  private next(kind?: Token['kind']): Token {
    const token = this.peek();
    if (token.kind === 'end' || (kind && token.kind !== kind)) throw this.syntaxError();
    this.position += 1;
    return token;
  }

  private syntaxError(): BadQueryError {
    return new BadQueryError(`Syntax error at position ${this.peek().at} in '${this.filter}'.`);
  }
}
