import type { Readable } from 'node:stream';
import { DownloadInterruptedError, PackageRefusedError } from '../domain/errors';
import { msg, type StoredSentence } from '../language/language';
import type { PackageStream, ResumePoint } from '../ports';
import { isAllowed } from './hosts';
import { type Answer, exchangeStream, NoAnswerError } from './http';
import { type Break, type Timeouts, watched } from './watched';

/** Allowed hosts and timeouts of package downloads. */
export interface DownloadSettings extends Timeouts {
  readonly suffixes: readonly string[];
  readonly dev: boolean;
  readonly userAgent: string;
  /** Real milliseconds until the headers. */
  readonly timeoutMs: number;
}

const maxRedirects = 3;

/**
 * Opens a download. Sends no Authorization: storage rejects a second credential beside the link's.
 * @throws {PackageRefusedError} the link or a redirect leads to a host that is not allowed
 * @throws {DownloadInterruptedError}
 */
export async function download(
  link: string,
  from: ResumePoint | undefined,
  settings: DownloadSettings,
): Promise<PackageStream> {
  const answer = await follow(link, from, settings);
  if (from && [206, 416].includes(answer.status) && !continues(answer, from)) {
    // Another range than requested: the file changed. Restarts from the beginning.
    answer.body.destroy();
    return download(link, undefined, settings);
  }
  if (answer.status !== 200 && answer.status !== 206) {
    answer.body.destroy();
    throw new DownloadInterruptedError(msg`the package storage answered ${answer.status}`);
  }
  const partial = answer.status === 206;
  return {
    body: watched(answer.body, settings, broken),
    offset: partial && from ? from.offset : 0,
    size: partial ? rangeOf(answer)?.total : lengthOf(answer),
    etag: strongEtag(answer),
  };
}

async function follow(
  link: string,
  from: ResumePoint | undefined,
  settings: DownloadSettings,
): Promise<Answer<Readable>> {
  let url = allowed(link, undefined, settings);
  for (let hop = 0; hop <= maxRedirects; hop += 1) {
    const answer = await open(url, from, settings);
    if (![301, 302, 303, 307, 308].includes(answer.status)) return answer;
    answer.body.destroy();
    url = allowed(answer.headers('location') ?? '', url, settings);
  }
  throw new DownloadInterruptedError(msg`too many redirects for the package`);
}

function allowed(link: string, base: string | undefined, settings: DownloadSettings): string {
  const url = URL.parse(link, base);
  if (!url) throw new DownloadInterruptedError(msg`the download link is no link`);
  if (isAllowed(url, settings)) return url.href;
  throw new PackageRefusedError(
    msg`packages are not fetched from ${url.hostname.slice(0, 100)}: PACKAGE_HOSTS doesn’t list it`,
  );
}

async function open(url: string, from: ResumePoint | undefined, settings: DownloadSettings) {
  const range = from && { range: `bytes=${from.offset}-`, 'if-range': from.etag };
  const headers = { 'user-agent': settings.userAgent, 'accept-encoding': 'identity', ...range };
  try {
    return await exchangeStream({ method: 'GET', url, headers, timeoutMs: settings.timeoutMs });
  } catch (cause) {
    if (!(cause instanceof NoAnswerError)) throw cause;
    throw new DownloadInterruptedError(msg`package storage: ${cause.words}`, { cause });
  }
}

/** Whether the answer continues the same file at the requested offset. */
function continues(answer: Answer<Readable>, from: ResumePoint): boolean {
  const etag = answer.headers('etag');
  const same = etag === undefined || etag === from.etag;
  return answer.status === 206 && same && rangeOf(answer)?.start === from.offset;
}

function rangeOf(
  answer: Answer<Readable>,
): { start: number; total?: number | undefined } | undefined {
  const range = /^bytes (\d{1,15})-\d{1,15}\/(\d{1,15}|\*)$/.exec(
    answer.headers('content-range') ?? '',
  );
  if (!range) return undefined;
  return { start: Number(range[1]), total: range[2] === '*' ? undefined : Number(range[2]) };
}

/** Content-Length, unless the transfer is compressed. */
function lengthOf(answer: Answer<Readable>): number | undefined {
  const length = answer.headers('content-length');
  if (answer.headers('content-encoding') || !length || !/^\d{1,15}$/.test(length)) return undefined;
  return Number(length);
}

/** Only a strong tag promises the same bytes. Source: RFC 9110, section 13.1.5 (June 2022). */
function strongEtag(answer: Answer<Readable>): string | undefined {
  const etag = answer.headers('etag');
  return etag && /^"[^"\r\n]{1,200}"$/.test(etag) ? etag : undefined;
}

const breaks: Readonly<Record<Break, StoredSentence>> = {
  'took too long': msg`the download timed out`,
  stalled: msg`the download stalled`,
  'broke off': msg`the connection was lost during the download`,
};

function broken(how: Break, options?: ErrorOptions): DownloadInterruptedError {
  return new DownloadInterruptedError(breaks[how], options);
}
