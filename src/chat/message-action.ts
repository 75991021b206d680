import { z } from 'zod';
import { collectFormCard } from '../cards/collect/collect-form';
import { unescaped } from '../cards/kit/message';
import { lexicon } from '../commands';
import type { Card } from '../domain/card';
import { atLeast, type Role } from '../domain/person';
import { unsafeMarkdown } from '../domain/text';
import { understand } from '../grammar/understand';
import { t } from '../language/language';
import type { TeamsActivity } from './activity';
import type { Receipt } from './invoke';
import { readPress } from './press';

/** The id of the action in the manifest. */
export const collectNamedHere = 'collectNamedHere';

const nullish = <T extends z.ZodType>(schema: T) => schema.nullish().catch(undefined);

// Source: https://learn.microsoft.com/microsoftteams/platform/messaging-extensions/how-to/action-commands/create-task-module (page of 2025-06-10)
const opened = z.object({
  commandId: z.literal(collectNamedHere),
  messagePayload: nullish(
    z.object({
      body: nullish(z.object({ content: nullish(z.string()), contentType: nullish(z.string()) })),
    }),
  ),
});
const sent = z.object({ commandId: z.literal(collectNamedHere), data: z.unknown() });

// Slightly more than the grammar reads, which itself reports text that is too long.
const maxText = 21_000;

/** Returns whether Teams requests the form for a message. */
export function opensForm({ name, type }: TeamsActivity): boolean {
  return type === 'invoke' && name === 'composeExtension/fetchTask';
}

/** Returns whether the form was submitted. */
export function isSentForm({ name, type }: TeamsActivity): boolean {
  return type === 'invoke' && name === 'composeExtension/submitAction';
}

/** The form's button, handled like any other press. */
export function pressInForm(value: unknown): ReturnType<typeof readPress> {
  const read = sent.safeParse(value);
  return read.success ? readPress(read.data.data) : undefined;
}

/**
 * The form that answers "Collect machines named here", prefilled with the names in the message.
 * Looks nothing up and starts nothing; a person who may not collect gets one line instead.
 */
export function formForMessage({ value }: TeamsActivity, role: Role): Receipt {
  if (!atLeast(role, 'responder')) return saying(t`🔒 You can’t collect here.`);
  const read = opened.safeParse(value);
  if (!read.success) return saying(t`Unknown action.`);
  const content = read.data.messagePayload?.body?.content ?? '';
  const named = machinesIn(content);
  const found =
    named.length > 0
      ? t`Found ${named.length} names in the message. Check them before you continue.`
      : t`No device names found in that message.`;
  return showing(collectFormCard({ machines: named, found }));
}

/** Names that the grammar finds, whatever else the message says. */
function machinesIn(content: string): string[] {
  const words = content.replace(/<[^>]*>/g, ' ').slice(0, maxText);
  const { machines, parts = [] } = understand(
    {
      text: `collect ${words}`,
      html: `<div>collect ${content}</div>`.slice(0, 6 * maxText),
      mentions: [],
      botId: '',
    },
    lexicon,
  );
  const all = [...machines, ...parts.flatMap((part) => part.machines)];
  return [...new Set(all)];
}

/** The answer of a task module. The HTTP status is 200 even for a refusal. */
function showing({ content }: Card): Receipt {
  const card = {
    contentType: 'application/vnd.microsoft.card.adaptive',
    content: submitted(content),
  };
  const value = { title: t`Collect packages`, height: 'medium', width: 'medium', card };
  return { status: 200, body: { task: { type: 'continue', value } } };
}

/** One line in the task module, which stays open until the person closes it. */
export function saying(line: string): Receipt {
  return {
    status: 200,
    body: { task: { type: 'message', value: unescaped(unsafeMarkdown(line)) } },
  };
}

/** Task modules support `Action.Submit` only: the fallback that each button has anyway. */
function submitted(content: Card['content']): object {
  const actions = (content['actions'] ?? []) as readonly { readonly fallback?: unknown }[];
  return { ...content, actions: actions.map((action) => action.fallback ?? action) };
}
