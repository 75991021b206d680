import type { Card } from '../domain/card';
import type { Person, Role } from '../domain/person';
import type { Place } from '../domain/place';
import { clean, md } from '../domain/text';
import { renderMessage, t } from '../language/language';
import { mendOf, type Part } from './health';
import { render } from './kit/render';

export interface Welcome {
  readonly kind: Place['kind'];
  readonly addedBy?: string;
  /** A shared channel, whose members may be of other organisations. */
  readonly isShared?: Place['isShared'];
  readonly parts: readonly Part[];
  /** The reader of a 1:1 chat, who sees their own rights. */
  readonly reader?: { readonly person: Person; readonly role: Role };
}

/** Data of `cards/welcome.json`: an introduction, posted once when the bot is added. */
export interface WelcomeCard {
  readonly title: string;
  readonly lines: readonly string[];
  /** Whether proactive messages can be posted there. */
  readonly followable: boolean;
  /** Whether there are commands to show. */
  readonly helpful: boolean;
}

export function welcomeCard({ kind, addedBy, parts, isShared, reader }: Welcome): Card {
  const personal = kind === 'personal';
  const title = t`Hi, I’m Bailiff`;
  const isStranger = reader?.role === 'nobody';
  const data: WelcomeCard = {
    title,
    helpful: !isStranger,
    followable: !personal,
    lines: [
      personal
        ? t`I collect Defender packages and list alert IPs, here.`
        : t`I collect Defender packages and list alert IPs, right in this thread.`,
      personal ? '' : introduction(addedBy),
      ...(reader ? rightsOf(reader) : []),
      ...(isStranger ? [] : readiness(parts)),
      isShared ? sharedChannelNote() : '',
      tryOf(personal, isStranger),
    ].filter((line) => line !== ''),
  };
  const why = md`Why am I seeing this? I was just added here; I say it once.`;
  return render('welcome', data, { summary: title, why });
}

/** Said before something is posted in a shared channel for the first time. */
export function sharedChannelNote(): string {
  return t`People of other organizations may be members of this shared channel and read what I post.`;
}

function tryOf(personal: boolean, isStranger: boolean): string {
  if (isStranger) return '';
  return personal ? t`Try: help` : t`Try: @Bailiff help`;
}

function rightsOf({ person, role }: NonNullable<Welcome['reader']>): string[] {
  switch (role) {
    case 'nobody':
      return [
        t`You can’t use Bailiff yet. Ask an administrator to add you and send them your id: ${clean(person.id, 60)}`,
      ];
    case 'analyst':
      return [t`You can: ips, machine, status. You can’t: collect (requires the responder role).`];
    case 'responder':
      return [t`You can: collect, ips, status. You can’t: approve (requires the lead role).`];
    case 'lead':
      return [t`You can: collect, ips, status, approve`];
  }
}

function introduction(addedBy?: string): string {
  return [
    addedBy ? t`${clean(addedBy, 64)} added me.` : '',
    t`Only messages that mention me are read.`,
  ]
    .filter(Boolean)
    .join(' ');
}

/** Working components in one line; the others in a line each with a suggested fix. */
function readiness(parts: readonly Part[]): string[] {
  const ready = parts.filter(({ ok }) => ok).map(({ part }) => `${clean(part, 40)} ✓`);
  const missing = parts.filter(({ ok }) => !ok);
  return [
    ready.length > 0 ? t`Ready: ${ready.join(', ')}.` : '',
    ...missing.map((found) => {
      const says = t`Not ready: ${clean(found.part, 40)}, ${clean(renderMessage(found.says))}.`;
      const mend = mendOf(found);
      return mend ? `${says} ${t`Fix: ${mend}`}` : says;
    }),
  ];
}
