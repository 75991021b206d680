import type { Card } from '../domain/card';
import type { Place } from '../domain/place';
import { clean } from '../domain/text';
import { say } from '../language/language';
import type { Part } from './health';
import { render } from './render';

export interface Welcome {
  readonly kind: Place['kind'];
  readonly addedBy?: string;
  readonly parts: readonly Part[];
}

/** What `cards/welcome.json` shows: who this is, once, when it is added. */
export interface WelcomeCard {
  readonly title: string;
  readonly lines: readonly string[];
}

export function welcomeCard({ kind, addedBy, parts }: Welcome): Card {
  const personal = kind === 'personal';
  const title = say`Hi, I'm Bailiff`;
  const data: WelcomeCard = {
    title,
    lines: [
      personal
        ? say`I collect Defender packages and list alert IPs, here.`
        : say`I collect Defender packages and list alert IPs, right in this thread.`,
      personal ? '' : introduction(addedBy),
      readiness(parts),
      personal ? say`Try: help` : say`Try: @Bailiff help`,
    ].filter((line) => line !== ''),
  };
  return render('welcome', data, { summary: title });
}

function introduction(addedBy?: string): string {
  return [
    addedBy ? say`${clean(addedBy, 64)} added me.` : '',
    say`I read only messages that mention me.`,
  ]
    .filter(Boolean)
    .join(' ');
}

function readiness(parts: readonly Part[]): string {
  const ready = parts.filter(({ ok }) => ok).map(({ part }) => `${clean(part, 40)} ✓`);
  const missing = parts.filter(({ ok }) => !ok).map(({ part }) => clean(part, 40));
  return [
    ready.length > 0 ? say`Ready: ${ready.join(', ')}.` : '',
    missing.length > 0 ? say`Not ready: ${missing.join(', ')}.` : '',
  ]
    .filter((line) => line !== '')
    .join(' ');
}
