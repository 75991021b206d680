import { msg, type StoredSentence, sentence } from '../language/language';
import { type DefenderError, DefenderRefusedError, DefenderUnreachableError } from './errors';

/** Why Defender did not do it, in words for people. Both are sentences of ours, kept in English: say them with `translated`. */
export interface Plain {
  readonly cause: string;
  readonly advice: string;
}

// Codes of https://learn.microsoft.com/defender-endpoint/api/common-errors (page of 2025-06-03).
const byCode: Readonly<Record<string, Plain>> = {
  OsPlatformNotSupported: {
    cause: sentence`Defender can not collect a package from this operating system.`,
    advice: sentence`Collect by hand, or from another machine of the incident.`,
  },
  ClientVersionNotSupported: {
    cause: sentence`The Defender sensor on this machine is too old for this action.`,
    advice: sentence`Update the machine (Windows 10 1703 or newer), then retry.`,
  },
  DisabledFeature: {
    cause: sentence`This feature is switched off in the Defender tenant.`,
    advice: sentence`An administrator can switch it on in the Defender portal, under advanced features.`,
  },
  ActiveRequestAlreadyExists: {
    cause: sentence`Defender says a collection is already running on this machine.`,
    advice: sentence`Wait for it to end, then retry.`,
  },
};

const byStatus: Readonly<Record<number, Plain>> = {
  401: {
    cause: sentence`Defender did not accept our sign-in.`,
    advice: sentence`The operations team has to check the app’s secret or certificate.`,
  },
  403: {
    cause: sentence`Bailiff has no permission for this in Defender.`,
    advice: sentence`The operations team has to grant it. This isn’t you.`,
  },
  404: {
    cause: sentence`Defender does not know this any more.`,
    advice: sentence`The record may have aged out, or lie outside the groups we may see.`,
  },
  429: {
    cause: sentence`Defender asked us to slow down for too long.`,
    advice: sentence`Retry in some minutes.`,
  },
};

/** Translates a failed call. */
export function plainly(error: DefenderError): Plain {
  if (error instanceof DefenderUnreachableError)
    return {
      cause: sentence`Defender could not be reached.`,
      advice: sentence`Retry when it is back.`,
    };
  const { status, code } = error.refusal;
  const known = byCode[code] ?? byStatus[status];
  if (known) return known;
  if (status >= 500)
    return {
      cause: sentence`Defender had a fault of its own.`,
      advice: sentence`Retry in some minutes.`,
    };
  return {
    cause: sentence`Defender refused the request.`,
    advice: sentence`See the details, then retry.`,
  };
}

/** Whether the same call may succeed later without anybody mending anything. */
export function isTemporary(error: unknown): error is DefenderError {
  if (error instanceof DefenderUnreachableError) return true;
  if (!(error instanceof DefenderRefusedError)) return false;
  const { status, code } = error.refusal;
  return status === 429 || status >= 500 || code === 'ActiveRequestAlreadyExists';
}

// Windows facility codes that a device reports; https://learn.microsoft.com/windows/win32/seccrypto/common-hresult-values
const hresults: Readonly<Record<number, StoredSentence>> = {
  [-2147024891]: msg`access was denied on the machine`,
  [-2147024784]: msg`the machine’s disk is full`,
  [-2147023436]: msg`the machine took too long`,
  [-2147024882]: msg`the machine ran out of memory`,
  [-2147467259]: msg`an unspecified error on the machine`,
};

/** "access was denied on the machine (0x80070005)", or nothing when there was no error. */
export function hresultInWords(code: number | undefined): StoredSentence | undefined {
  if (!code) return undefined;
  const hex = `0x${(code >>> 0).toString(16).padStart(8, '0').toUpperCase()}`;
  return msg`${hresults[code] ?? msg`error`} (${hex})`;
}
