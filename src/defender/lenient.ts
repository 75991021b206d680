import { z } from 'zod';
import { withoutSecrets } from '../domain/secrets';

// No longer text of Defender or Graph is of use to a reader.
const maxText = 20_000;

/** Text of others as it may be kept and shown: bounded, and without credentials. */
const foreign = z.string().transform((said) => withoutSecrets(said.slice(0, maxText)));

/** A string or undefined: Defender omits fields, sends null or "", and changes types without notice. */
export const word = foreign
  .nullish()
  .catch(undefined)
  .transform((said) => said || undefined);

export const flag = z
  .boolean()
  .nullish()
  .catch(undefined)
  .transform((said) => said ?? false);

/** A number; older answers write it as text. */
export const amount = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^-?\d+$/)
      .transform(Number),
  ])
  .nullish()
  .catch(undefined)
  .transform((said) => said ?? 0);

export const required = z.string().min(1).transform(withoutSecrets);

/** An id: a number in MDE and XDR, a string in Graph. */
export const identifier = z.union([required, z.number().transform(String)]);

export const maybeIdentifier = identifier
  .nullish()
  .catch(undefined)
  .transform((said) => said ?? undefined);

// As all three APIs write it; checked without a parser, as times come by the hundred thousand.
const usualTime =
  /^[12]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,7})?Z$/;

/** A time as it was written, with all its digits; nothing when it is none: .NET writes year 1 for that. */
export function timeIn(said: string | undefined): string | undefined {
  if (!said || usualTime.test(said)) return said;
  const isTime = /^(?!000[01])\d{4}-/.test(said) && !Number.isNaN(Date.parse(said));
  return isTime ? said : undefined;
}

export const time = word.transform(timeIn);

/** A time to reckon with. */
export const moment = time.transform((said) => (said ? new Date(said) : undefined));

/** Rows that can be read; the others are dropped, and no list at all is an empty one. */
export function listOf<T>(item: z.ZodType<T>) {
  return z
    .array(z.unknown())
    .nullish()
    .catch(undefined)
    .transform((rows) =>
      (rows ?? []).flatMap((row) => {
        const read = item.safeParse(row);
        return read.success ? [read.data] : [];
      }),
    );
}

export const words = listOf(foreign);

/** A word of a known set in its usual spelling, whatever its case; others survive as they are. */
export function spelled(known: readonly string[]) {
  const usual = new Map(known.map((spelling) => [spelling.toLowerCase(), spelling]));
  return word.transform((said) => said && (usual.get(said.toLowerCase()) ?? said));
}
