import { z } from 'zod';
import { PackageNotReadyError } from '../domain/errors';
import type { PackageStream, RateReservation, ResumePoint } from '../ports';
import { actionSegment } from './actions';
import { type Door, download } from './download';
import { isNotFound } from './pages';
import type { Transport } from './transport';

const linkShape = z.object({ value: z.string() });

/**
 * Opens the package of a finished collection, with a link fetched for this one download.
 *
 * The link lives for a short, unstated time and carries its own token: it is used at once and never
 * logged, stored or told. A download that broke goes on at `from` when the storage still has the
 * same bytes; look at `offset` of the answer for where it begins.
 *
 * @throws {PackageNotReady} the action has not succeeded yet, or its package has gone (HTTP 404)
 * @throws {PackageRefused} the link leads to a host that is not allowed
 * @throws {DownloadBroken} the link died or the line broke; so may the body while it is read
 *
 * Limit: 2 calls a minute and 120 an hour for the whole tenant, so 60 packages take half an hour.
 * Permission: Machine.Read.All or Machine.ReadWrite.All, newer pages the latter only.
 * Source: https://learn.microsoft.com/defender-endpoint/api/get-package-sas-uri (page of 2024-04-17)
 */
export async function openPackage(
  http: Transport,
  request: { actionId: string; reservation: RateReservation; from?: ResumePoint },
  door: Door,
): Promise<PackageStream> {
  const link = await packageLink(http, request.actionId, request.reservation);
  return download(link, request.from, door);
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
    // Defender quotes the link a second time inside the JSON string, as its own sample shows; the
    // token in it is encoded already and must stay as it is.
    return value.trim().replace(/^"|"$/g, '');
  } catch (cause) {
    if (!isNotFound(cause)) throw cause;
    throw new PackageNotReadyError('Defender has no package for this action', { cause });
  }
}
