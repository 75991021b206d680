import type { Token } from './token';

/** What a clause found at one token, and how many tokens it takes with it. */
export interface Found<Value> {
  readonly value: Value;
  readonly length: number;
}

/** A clause: reads from one token on, or finds nothing there. */
export type Clause<Value> = (tokens: readonly Token[], at: number) => Found<Value> | undefined;

/** Every place where the clause reads, and the tokens that it left. */
export function cutOut<Value>(tokens: readonly Token[], clause: Clause<Value>) {
  const values: Value[] = [];
  const rest: Token[] = [];
  for (let at = 0; at < tokens.length; ) {
    const found = clause(tokens, at);
    if (found) values.push(found.value);
    else rest.push(tokens[at]!);
    at += found?.length ?? 1;
  }
  return { values, rest };
}
