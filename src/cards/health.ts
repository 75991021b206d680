import type { Card } from '../domain/card';
import { clean } from '../domain/text';
import { say } from '../language/language';
import { render } from './render';
import { moment } from './time';
import type { View } from './view';

export interface Part {
  readonly part: string;
  readonly ok: boolean;
  readonly says: string;
  readonly lastSuccess?: Date;
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

export function healthCard(parts: readonly Part[], view: View): Card {
  const broken = parts.filter(({ ok }) => !ok);
  const title =
    broken.length === 0
      ? `✅ ${say`All parts work`}`
      : `⚠️ ${say`${broken.length} of ${parts.length} parts don't work`}`;
  const rows = parts.map(({ part, ok, says, lastSuccess }) => ({
    glyph: ok ? '✅' : '❌',
    line: `${clean(part, 40)} · ${ok ? say`works` : say`doesn't work`}`,
    small: [clean(says), lastSuccess ? say`last success ${moment(lastSuccess, view)}` : '']
      .filter(Boolean)
      .join(' · '),
  }));
  return render<HealthCard>('health', { title, rows }, { summary: title });
}
