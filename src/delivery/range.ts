import type { ByteRange } from '../ports';

/** What a client wants of a file: all of it, a part, or a part that isn't there. */
export type Wanted = ByteRange | 'whole' | 'nothing of it';

interface Asked {
  readonly range?: string;
  readonly ifRange?: string;
}

/**
 * One range of bytes, as RFC 9110 (section 14) reads it. What can't be read, and several ranges at
 * once, mean the whole file, as the RFC allows; so does a part of another file than this.
 */
export function wantedOf({ range, ifRange }: Asked, file: { size: number; etag: string }): Wanted {
  if (!range || (ifRange !== undefined && ifRange.trim() !== file.etag)) return 'whole';
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range.trim()) ?? [];
  if (first === '' && last === '') return 'whole';
  const end = file.size - 1;
  if (first === '') {
    if (Number(last) === 0) return 'nothing of it';
    return file.size === 0
      ? 'nothing of it'
      : { start: Math.max(0, file.size - Number(last)), end };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return 'whole';
  if (start > end) return 'nothing of it';
  return { start, end: last === '' ? end : Math.min(Number(last), end) };
}
