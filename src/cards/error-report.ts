import type { Card } from '../domain/card';
import type { Collection, Package } from '../domain/collection';
import type { Suggestion } from '../domain/errors';
import { escapeMarkdown, raw, type SafeText, text } from '../domain/text';
import { type Button, buttons } from './button';
import { type Fact, fact, failureFacts } from './fact';
import { machineName, machinePage, personName } from './name';
import { unescaped } from './notice';
import { render } from './render';
import { moment } from './time';
import type { View } from './view';

/** For the people who run things: what failed, for whom, why and what was tried. */
export interface ErrorReport {
  readonly ref: string;
  /** "Package failed on WS-042" */
  readonly title: SafeText;
  readonly cause: SafeText;
  readonly advice?: SafeText;
  readonly at: Date;
  /** Foreign texts from here on: the card escapes them. */
  readonly askedBy?: string;
  readonly reason?: string;
  readonly tried: readonly string[];
  readonly status?: string;
  readonly code?: string;
  readonly said?: string;
  readonly trace?: string;
  readonly errorHResult?: number;
  readonly troubleshootInfo?: string;
  readonly retry?: Suggestion;
  readonly url?: string;
}

/** What `cards/error-report.json` shows. */
export interface ErrorReportCard {
  readonly id: string;
  readonly title: SafeText;
  readonly lines: readonly SafeText[];
  readonly facts: readonly Fact[];
  readonly buttons: readonly Button[];
  readonly page: string;
}

export function errorReportCard(report: ErrorReport, view: View): Card {
  const title = text`❌ ${raw(report.title)}`;
  const data: ErrorReportCard = {
    id: report.ref,
    title,
    lines: [report.cause, ...(report.advice ? [report.advice] : [])],
    facts: [
      { title: 'When', value: moment(report.at, view) },
      ...fact('Asked by', report.askedBy),
      ...fact('Reason', report.reason),
      ...failureFacts(report),
    ],
    buttons: buttons(report.retry ? [report.retry] : []),
    page: report.url ?? '',
  };
  return render('error-report', data, { summary: unescaped(report.title) });
}

/** The report of a package that failed. */
export function failureReport(collection: Collection, failed: Package, view: View): ErrorReport {
  const { failure } = failed;
  return {
    ...failure,
    ref: collection.id,
    title: text`Package failed on ${machineName(failed.machine)}`,
    cause: escapeMarkdown(failure?.cause ?? 'The cause is not known.', 400),
    advice: failure?.advice ? escapeMarkdown(failure.advice) : undefined,
    at: failed.endedAt ?? failed.updatedAt,
    askedBy: personName(collection.askedBy),
    reason: collection.reason,
    tried: failure?.tried ?? [],
    retry: { title: 'Retry', verb: 'retry', words: [collection.id] },
    url: machinePage(failed.machine.id, view),
  };
}
