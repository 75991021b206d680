import type { Card } from '../domain/card';
import type { Place } from '../domain/place';
import { clean, text } from '../domain/text';
import { mendOf, type Part } from './health';
import { render } from './render';

export interface Welcome {
  readonly kind: Place['kind'];
  readonly addedBy?: string;
  /** A private or shared channel. */
  readonly restricted?: Place['restricted'];
  readonly parts: readonly Part[];
}

/** What `cards/welcome.json` shows: who this is, once, when it is added. */
export interface WelcomeCard {
  readonly title: string;
  readonly lines: readonly string[];
  /** What comes by itself can be posted there. */
  readonly followable: boolean;
}

const title = "Hi, I'm Bailiff";

export function welcomeCard({ kind, addedBy, parts, restricted }: Welcome): Card {
  const personal = kind === 'personal';
  const where = personal ? 'here' : 'right in this thread';
  const by = addedBy ? `${clean(addedBy, 64)} added me. ` : '';
  const data: WelcomeCard = {
    title,
    followable: !personal && !restricted,
    lines: [
      `I collect Defender packages and list alert IPs, ${where}.`,
      personal ? '' : `${by}I read only messages that mention me.`,
      ...readiness(parts),
      restricted ? "Notifications can't be posted here; commands work." : '',
      `Try: ${personal ? 'help' : '@Bailiff help'}`,
    ].filter((line) => line !== ''),
  };
  const why = text`Why am I seeing this? I was just added here; I say it once.`;
  return render('welcome', data, { summary: title, why });
}

/** What works, in one line; what does not, a line each with what to do about it. */
function readiness(parts: readonly Part[]): string[] {
  const ready = parts.filter(({ ok }) => ok).map(({ part }) => `${clean(part, 40)} ✓`);
  const missing = parts.filter(({ ok }) => !ok);
  return [
    ready.length > 0 ? `Ready: ${ready.join(', ')}.` : '',
    ...missing.map((found) => {
      const mend = mendOf(found);
      const how = mend ? ` To mend it: ${mend}` : '';
      return `Not ready: ${clean(found.part, 40)}, ${clean(found.says)}.${how}`;
    }),
  ];
}
