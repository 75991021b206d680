import { msg, type StoredSentence } from '../language/language';

/** Why a path may not stand in a bag or a package, or nothing: the end of a sentence about it. */
export function pathFault(path: string): StoredSentence | undefined {
  const segments = path.replace(/\/$/, '').split('/');
  if (path.includes('\\')) return msg`has a backslash in its name`;
  if (path.includes('\u0000')) return msg`has a zero byte in its name`;
  if (path.startsWith('/') || /^[a-z]:/i.test(path)) return msg`names a place on the whole disk`;
  if (segments.includes('..')) return msg`leads out of its folder`;
  if (segments.some((segment) => segment === '' || segment === '.'))
    return msg`isn’t in canonical form`;
  return undefined;
}

// Control, bidi and zero-width characters: a name that is not what it looks like.
const unseen = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;
// Devices to Windows under any extension.
// Source: https://learn.microsoft.com/windows/win32/fileio/naming-a-file (page of 2024-08-28)
const device = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])[ .]*(\.|$)/i;

/** The same for a package that analysts will unpack on Windows. */
export function hostilePath(path: string): StoredSentence | undefined {
  const fault = pathFault(path);
  if (fault) return fault;
  if (unseen.test(path)) return msg`has invisible characters in its name`;
  if (path.split('/').some((segment) => device.test(segment)))
    return msg`has a reserved device name`;
  return undefined;
}
