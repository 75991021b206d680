import { DefenderRefused, DefenderUnreachable } from './errors';

/** Why Defender did not do it, in words for people. Both sentences are ours and safe to show. */
export interface Plain {
  readonly cause: string;
  readonly advice: string;
}

// Codes of https://learn.microsoft.com/defender-endpoint/api/common-errors (page of 2025-06-03).
const byCode: Readonly<Record<string, Plain>> = {
  OsPlatformNotSupported: {
    cause: 'Defender can not collect a package from this operating system.',
    advice: 'Collect by hand, or from another machine of the incident.',
  },
  ClientVersionNotSupported: {
    cause: 'The Defender sensor on this machine is too old for this action.',
    advice: 'Update the machine (Windows 10 1703 or newer), then retry.',
  },
  DisabledFeature: {
    cause: 'This feature is switched off in the Defender tenant.',
    advice: 'An administrator can switch it on in the Defender portal, under advanced features.',
  },
  ActiveRequestAlreadyExists: {
    cause: 'Defender says a collection is already running on this machine.',
    advice: 'Wait for it to end, then retry.',
  },
};

const byStatus: Readonly<Record<number, Plain>> = {
  401: {
    cause: 'Defender did not accept our sign-in.',
    advice: 'The operations team has to check the app’s secret or certificate.',
  },
  403: {
    cause: 'Bailiff has no permission for this in Defender.',
    advice: 'The operations team has to grant it. This isn’t you.',
  },
  404: {
    cause: 'Defender does not know this any more.',
    advice: 'The record may have aged out, or lie outside the groups we may see.',
  },
  429: {
    cause: 'Defender asked us to slow down for too long.',
    advice: 'Retry in some minutes.',
  },
};

/** Translates a failed call. */
export function plainly(error: DefenderRefused | DefenderUnreachable): Plain {
  if (error instanceof DefenderUnreachable)
    return { cause: 'Defender could not be reached.', advice: 'Retry when it is back.' };
  const { status, code } = error.refusal;
  const known = byCode[code] ?? byStatus[status];
  if (known) return known;
  if (status >= 500)
    return { cause: 'Defender had a fault of its own.', advice: 'Retry in some minutes.' };
  return { cause: 'Defender refused the request.', advice: 'See the details, then retry.' };
}

/** Whether the same call may succeed later without anybody mending anything. */
export function isTemporary(error: unknown): boolean {
  if (error instanceof DefenderUnreachable) return true;
  if (!(error instanceof DefenderRefused)) return false;
  const { status, code } = error.refusal;
  return status === 429 || status >= 500 || code === 'ActiveRequestAlreadyExists';
}

// Windows facility codes that a device reports; https://learn.microsoft.com/windows/win32/seccrypto/common-hresult-values
const hresults: Readonly<Record<number, string>> = {
  [-2147024891]: 'access was denied on the machine',
  [-2147024784]: 'the machine’s disk is full',
  [-2147023436]: 'the machine took too long',
  [-2147024882]: 'the machine ran out of memory',
  [-2147467259]: 'an unspecified error on the machine',
};

/** "access was denied on the machine (0x80070005)", or nothing when there was no error. */
export function hresultInWords(code: number | undefined): string | undefined {
  if (!code) return undefined;
  const hex = `0x${(code >>> 0).toString(16).padStart(8, '0').toUpperCase()}`;
  return `${hresults[code] ?? 'error'} (${hex})`;
}
