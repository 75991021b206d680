import { z } from 'zod';
import type { Turn } from '../ports';

type Press = Extract<Turn['said'], { kind: 'press' }>;

// Enough for a list of a hundred full names.
const scalar = z.union([z.string().max(8_000), z.number(), z.boolean()]).transform(String);

/** Data of a button. Anybody can send any data: only its words are used, like typed text. */
const buttonData = z.object({
  verb: z.string().min(1).max(40).optional(),
  words: z.array(z.string().max(200)).max(120).default([]),
});

// Bailiff's forms have at most a handful of fields.
const maxInputs = 20;

/** Parses a pressed button into verb, words and inputs; undefined if the data has another shape. */
export function readPress(data: unknown, executeVerb?: string): Press | undefined {
  const read = buttonData.safeParse(data ?? {});
  const verb = executeVerb || read.data?.verb;
  if (!read.success || !verb || verb.length > 40) return undefined;
  return { kind: 'press', verb, words: read.data.words, inputs: inputsIn(data) };
}

function inputsIn(data: unknown): Record<string, string> {
  const fields = Object.entries<unknown>((data ?? {}) as Record<string, unknown>).flatMap(
    ([name, value]) => {
      const read = scalar.safeParse(value);
      return name !== 'verb' && name.length <= 40 && read.success
        ? [[name, read.data] as const]
        : [];
    },
  );
  return Object.fromEntries(fields.slice(0, maxInputs));
}

const executeValue = z.object({
  action: z.object({ verb: z.string().nullish(), data: z.unknown().optional() }),
});

/** Parses the press of an `adaptiveCard/action` invoke. */
export function readExecute(value: unknown): Press | undefined {
  const read = executeValue.safeParse(value);
  return read.success
    ? readPress(read.data.action.data, read.data.action.verb ?? undefined)
    : undefined;
}
