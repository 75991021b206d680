import type { Card } from '../domain/card';
import { clean } from '../domain/text';
import { renderMessage, type StoredMessage, t } from '../language/language';
import { render } from './kit/render';
import type { RenderContext } from './kit/render-context';
import { moment } from './kit/time';

export interface Part {
  readonly part: string;
  readonly ok: boolean;
  readonly says: StoredMessage;
  readonly lastSuccess?: Date;
  /** Somebody has to look, but nothing stands still because of it. */
  readonly isOptional?: true;
  /** What to do about it; known for the usual parts. */
  readonly mend?: string;
}

/** What `cards/health.json` shows: each part of the house and how it is. */
export interface HealthCard {
  readonly title: string;
  readonly rows: readonly {
    readonly glyph: string;
    readonly line: string;
    readonly small: string;
  }[];
}

export function healthCard(parts: readonly Part[], view: RenderContext): Card {
  const rows = parts.map((found) => ({
    glyph: found.ok ? '✅' : found.isOptional ? '⚠️' : '❌',
    line: `${clean(found.part, 40)} · ${wordFor(found)}`,
    small: smallPrint(found, view),
  }));
  const title = titleOf(parts);
  return render<HealthCard>('health', { title, rows }, { summary: title });
}

function titleOf(parts: readonly Part[]): string {
  const broken = parts.filter(({ isOptional, ok }) => !ok && !isOptional).length;
  if (broken > 0) return `⚠️ ${t`${broken} of ${parts.length} parts don't work`}`;
  return parts.every(({ ok }) => ok)
    ? `✅ ${t`All parts work`}`
    : `⚠️ ${t`All parts work, and something needs you`}`;
}

function wordFor({ isOptional, ok }: Part): string {
  if (ok) return t`works`;
  return isOptional ? t`needs somebody` : t`doesn't work`;
}

function smallPrint(found: Part, view: RenderContext): string {
  const { lastSuccess, ok, says } = found;
  const mend = ok ? '' : mendOf(found);
  return [
    clean(renderMessage(says)),
    lastSuccess ? t`last success ${moment(lastSuccess, view)}` : '',
    mend ? t`To mend it: ${mend}` : '',
  ]
    .filter((piece) => piece !== '')
    .join(' · ');
}

/** What somebody can do about a part that is not well, in words that can be followed. */
export function mendOf({ mend, part }: Part): string {
  if (mend) return mend;
  switch (part) {
    case 'database':
      return t`look at PostgreSQL’s log and disk; work goes on by itself once it answers.`;
    case 'defender':
      return t`npx bailiff doctor says which secret or permission is missing.`;
    case 'evidence':
      return t`make room, or give Bailiff the right to write there.`;
    case 'teams':
      return t`check the app id and its secret with npx bailiff doctor.`;
    case 'watcher':
    case 'incidents':
      return t`npx bailiff doctor says which permission is missing; it tries again by itself.`;
    default:
      return t`npx bailiff doctor looks at each part more closely.`;
  }
}
