import { msg, type StoredSentence } from '../language/language';

/** Returns why a path is not allowed in a bag (completes "The file …"), or undefined. */
export function pathError(path: string): StoredSentence | undefined {
  if (path.includes('\\')) return msg`has a backslash in its name`;
  if (path.includes('\u0000')) return msg`has a zero byte in its name`;
  return escapes(path) ?? detour(path);
}

/** A path that leaves the folder it is unpacked to. */
function escapes(path: string): StoredSentence | undefined {
  if (path.startsWith('/') || /^[a-z]:/i.test(path)) return msg`names a place on the whole disk`;
  return segmentsOf(path).includes('..') ? msg`leads out of its folder` : undefined;
}

function detour(path: string): StoredSentence | undefined {
  const isPlain = segmentsOf(path).every((segment) => segment !== '' && segment !== '.');
  return isPlain ? undefined : msg`isn’t in canonical form`;
}

function segmentsOf(path: string): string[] {
  return path.replace(/\/$/, '').split('/');
}

// Bidi overrides and control characters spoof the displayed name or the terminal.
const spoofing = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
// Zero-width characters are invisible, but also part of emoji and of some scripts.
const invisible = /[\u061c\u200b-\u200f\u2028\u2029\u2060-\u206f\ufeff]/;
// Reserved device names on Windows, with any extension.
// Source: https://learn.microsoft.com/windows/win32/fileio/naming-a-file (page of 2024-08-28)
const device = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])[ .]*(\.|$)/i;

/** Returns why a file of a package is skipped, and whether it could harm whoever unpacks it. */
export function hostilePath(
  path: string,
): { readonly why: StoredSentence; readonly harmful: boolean } | undefined {
  const escaping = escapes(path);
  if (escaping) return { why: escaping, harmful: true };
  if (spoofing.test(path)) return { why: msg`has control characters in its name`, harmful: true };
  if (invisible.test(path))
    return { why: msg`has invisible characters in its name`, harmful: false };
  if (segmentsOf(path).some((segment) => device.test(segment)))
    return { why: msg`has a reserved device name`, harmful: false };
  const roundabout = detour(path);
  return roundabout && { why: roundabout, harmful: false };
}
