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
  /** Needs attention, but does not affect anything else. */
  readonly isOptional?: true;
  /** A suggested fix; known for the usual components. */
  readonly mend?: string;
}

/** Data of `cards/health.json`: the state of each component. */
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
  if (broken > 0) return `⚠️ ${t`${broken} of ${parts.length} services unavailable`}`;
  return parts.every(({ ok }) => ok)
    ? `✅ ${t`All systems healthy`}`
    : `⚠️ ${t`Healthy, with warnings`}`;
}

function wordFor({ isOptional, ok }: Part): string {
  if (ok) return t`healthy`;
  return isOptional ? t`needs attention` : t`unavailable`;
}

function smallPrint(found: Part, view: RenderContext): string {
  const { lastSuccess, ok, says } = found;
  const mend = ok ? '' : mendOf(found);
  return [
    clean(renderMessage(says)),
    lastSuccess ? t`last success ${moment(lastSuccess, view)}` : '',
    mend ? t`Fix: ${mend}` : '',
  ]
    .filter((piece) => piece !== '')
    .join(' · ');
}

/** A suggested fix for a component that is not well. */
export function mendOf({ mend, part }: Part): string {
  if (mend) return mend;
  switch (part) {
    case 'database':
      return t`check PostgreSQL’s log and disk. Work resumes once it answers.`;
    case 'defender':
      return t`run npx bailiff doctor to see which secret or permission is missing.`;
    case 'evidence':
      return t`free up space, or give Bailiff write access.`;
    case 'teams':
      return t`check the app id and its secret with npx bailiff doctor.`;
    case 'watcher':
    case 'incidents':
      return t`run npx bailiff doctor to see which permission is missing. It retries automatically.`;
    default:
      return t`run npx bailiff doctor for details.`;
  }
}
