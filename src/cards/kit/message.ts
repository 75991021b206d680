import type { Card } from '../../domain/card';
import type { Suggestion } from '../../domain/errors';
import type { SafeText } from '../../domain/text';
import { type Button, buttons } from './button';
import { render } from './render';

export interface MessageContent {
  readonly title: SafeText;
  readonly lines: readonly SafeText[];
  /** Up to three buttons. */
  readonly suggestions?: readonly Suggestion[];
  readonly ref?: string;
  readonly link?: { readonly title: string; readonly url: string };
  /** For a card that the reader did not request. */
  readonly why?: SafeText;
}

/** Data of `cards/message.json`: a short reply with buttons. */
export interface MessageCard {
  readonly title: SafeText;
  readonly lines: readonly SafeText[];
  readonly buttons: readonly Button[];
  readonly id: string;
  readonly link: string;
  readonly linkTitle: string;
}

export function messageCard({ title, lines, suggestions, ref, link, why }: MessageContent): Card {
  const data: MessageCard = {
    title,
    lines,
    buttons: buttons(suggestions),
    id: ref ?? '',
    link: link?.url ?? '',
    linkTitle: link?.title ?? '',
  };
  const smaller = (larger: MessageCard) => ({ ...larger, lines: larger.lines.slice(0, 15) });
  return render('message', data, { summary: unescaped(title), smaller: [smaller], why });
}

/** Notifications show no Markdown, so its escapes are removed. */
export function unescaped(title: SafeText): string {
  return title
    .replace(/\\([^A-Za-z0-9\s])/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&');
}
