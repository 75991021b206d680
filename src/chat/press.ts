import { z } from 'zod';
import type { Turn } from '../ports';

type Press = Extract<Turn['said'], { kind: 'press' }>;

// A list of a hundred full names fits.
const scalar = z.union([z.string().max(8_000), z.number(), z.boolean()]).transform(String);

/** Data that came with a button. Anybody can send any: nothing in it is believed but its words. */
const buttonData = z.object({
  verb: z.string().min(1).max(40).optional(),
  words: z.array(z.string().max(200)).max(120).default([]),
});

// A form of ours has at most a handful of fields.
const maxInputs = 20;

/** A pressed button as verb, words and inputs; nothing when the data is not of our shape. */
export function readPress(data: unknown, executeVerb?: string): Press | undefined {
  const read = buttonData.safeParse(data ?? {});
  const verb = executeVerb || read.data?.verb;
  if (!read.success || !verb || verb.length > 40) return undefined;
  return { kind: 'press', verb, words: read.data.words, inputs: inputsIn(data) };
}

function inputsIn(data: unknown): Record<string, string> {
  const fields = Object.entries((data ?? {}) as object).flatMap(([name, value]) => {
    const read = scalar.safeParse(value);
    return name !== 'verb' && name.length <= 40 && read.success ? [[name, read.data]] : [];
  });
  return Object.fromEntries(fields.slice(0, maxInputs));
}

const executeValue = z.object({
  action: z.object({ verb: z.string().nullish(), data: z.unknown().optional() }),
});

/** The press in an `adaptiveCard/action` invoke. */
export function readExecute(value: unknown): Press | undefined {
  const read = executeValue.safeParse(value);
  return read.success
    ? readPress(read.data.action.data, read.data.action.verb ?? undefined)
    : undefined;
}
