import { msg, type StoredSentence, sentence } from '../language/language';
import { type DefenderError, DefenderRefusedError, DefenderUnreachableError } from './errors';

/**
 * Why Defender did not act, in words for people. Both sentences are stored in English; render with
 * `renderMessage`.
 */
export interface Plain {
  readonly cause: string;
  readonly advice: string;
}

// Codes of https://learn.microsoft.com/defender-endpoint/api/common-errors (page of 2025-06-03).
const byCode: Readonly<Record<string, Plain>> = {
  OsPlatformNotSupported: {
    cause: sentence`Defender can’t collect packages from this operating system.`,
    advice: sentence`Collect manually, or from another device of the incident.`,
  },
  ClientVersionNotSupported: {
    cause: sentence`The Defender sensor on this device is too old for this action.`,
    advice: sentence`Update the device (Windows 10 1703 or newer), then retry.`,
  },
  DisabledFeature: {
    cause: sentence`This feature is turned off in the Defender tenant.`,
    advice: sentence`An administrator can switch it on in the Defender portal, under advanced features.`,
  },
  ActiveRequestAlreadyExists: {
    cause: sentence`A collection is already running on this device.`,
    advice: sentence`Wait until it finishes, then retry.`,
  },
};

const byStatus: Readonly<Record<number, Plain>> = {
  401: {
    cause: sentence`Defender rejected Bailiff’s sign-in.`,
    advice: sentence`The operations team has to check the app’s secret or certificate.`,
  },
  403: {
    cause: sentence`Bailiff has no permission for this in Defender.`,
    advice: sentence`The operations team has to grant it. It isn’t your account.`,
  },
  404: {
    cause: sentence`Defender no longer has this record.`,
    advice: sentence`The record may have expired, or be outside the device groups Bailiff can see.`,
  },
  429: {
    cause: sentence`Defender throttled requests for too long.`,
    advice: sentence`Retry in a few minutes.`,
  },
};

/** Explains a failed call. */
export function plainly(error: DefenderError): Plain {
  if (error instanceof DefenderUnreachableError)
    return {
      cause: sentence`Defender couldn’t be reached.`,
      advice: sentence`Retry when it’s back.`,
    };
  const { status, code } = error.refusal;
  const known = byCode[code] ?? byStatus[status];
  if (known) return known;
  if (status >= 500)
    return {
      cause: sentence`Defender had an internal error.`,
      advice: sentence`Retry in a few minutes.`,
    };
  return {
    cause: sentence`Defender rejected the request.`,
    advice: sentence`See the details, then retry.`,
  };
}

/** Returns whether the same call may succeed later without anybody fixing anything. */
export function isTemporary(error: unknown): error is DefenderError {
  if (error instanceof DefenderUnreachableError) return true;
  if (!(error instanceof DefenderRefusedError)) return false;
  const { status, code } = error.refusal;
  return status === 429 || status >= 500 || code === 'ActiveRequestAlreadyExists';
}

// Windows facility codes that a device reports; https://learn.microsoft.com/windows/win32/seccrypto/common-hresult-values
const hresults: Readonly<Record<number, StoredSentence>> = {
  [-2147024891]: msg`access denied on the device`,
  [-2147024784]: msg`the device’s disk is full`,
  [-2147023436]: msg`the device timed out`,
  [-2147024882]: msg`the device ran out of memory`,
  [-2147467259]: msg`unspecified error on the device`,
};

/** Returns "access was denied on the machine (0x80070005)", or an empty text without an error. */
export function hresultInWords(code: number | undefined): StoredSentence | undefined {
  if (!code) return undefined;
  const hex = `0x${(code >>> 0).toString(16).padStart(8, '0').toUpperCase()}`;
  return msg`${hresults[code] ?? msg`error`} (${hex})`;
}
