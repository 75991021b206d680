import { z } from 'zod';
import { PackageNotReadyError } from '../domain/errors';
import type { PackageStream, RateReservation, ResumePoint } from '../ports';
import { actionSegment } from './actions';
import { type DownloadSettings, download } from './download';
import { isNotFound } from './pages';
import type { Transport } from './transport';

const linkShape = z.object({ value: z.string() });

/**
 * Fetches a link and opens the package of a finished collection.
 *
 * The link is a bearer credential that expires after a short, undocumented time: it is used at once
 * and never logged or stored. Resumes at `from` if the file is unchanged; `offset` of the result
 * says where the body starts.
 *
 * @throws {PackageNotReadyError} the action has not succeeded yet, or its package has gone (HTTP 404)
 * @throws {PackageRefusedError} the link leads to a host that is not allowed
 * @throws {DownloadInterruptedError} the link expired or the connection broke, also while reading the body
 *
 * Limit: 2 calls a minute and 120 an hour for the whole tenant, so 60 packages take half an hour.
 * Permission: Machine.Read.All or Machine.ReadWrite.All, newer pages the latter only.
 * Source: https://learn.microsoft.com/defender-endpoint/api/get-package-sas-uri (page of 2024-04-17)
 */
export async function openPackage(
  http: Transport,
  request: { actionId: string; reservation: RateReservation; from?: ResumePoint | undefined },
  settings: DownloadSettings,
): Promise<PackageStream> {
  const link = await packageLink(http, request.actionId, request.reservation);
  return download(link, request.from, settings);
}

async function packageLink(
  http: Transport,
  actionId: string,
  reservation: RateReservation,
): Promise<string> {
  const path = `/api/machineactions/${actionSegment(actionId)}/getPackageUri`;
  try {
    const call = { endpoint: 'getPackageUri', path, shape: linkShape, reservation } as const;
    const { value } = await http.get(call);
    // Defender quotes the link a second time inside the JSON string, as its sample shows. The token
    // is already encoded.
    return value.trim().replace(/^"|"$/g, '');
  } catch (cause) {
    if (!isNotFound(cause)) throw cause;
    throw new PackageNotReadyError('Defender has no package for this action', { cause });
  }
}
