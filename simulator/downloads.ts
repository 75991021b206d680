import { type Answer, type ApiRequest, header } from './answer';
import { openPackage, type PackageFile } from './package/package';
import type { World } from './world';

/** The download host: serves a package to anybody who has a valid link. */
export async function answerDownload(request: ApiRequest, world: World): Promise<Answer> {
  const fault = world.faults.take(request, 'download');
  const call = world.calls.add({
    method: request.method,
    path: request.path,
    query: request.rawQuery,
    body: request.body,
    endpoint: `${request.method} package`,
    by: undefined,
    ...(fault ? { fault: fault.name } : {}),
  });
  const answer = fault?.instead() ?? (await serveLink(request, world));
  const spoiled = fault ? fault.spoil(answer) : answer;
  world.calls.finish(call, spoiled.status);
  return spoiled;
}

async function serveLink(request: ApiRequest, world: World): Promise<Answer> {
  const refusal = refuse(request, world);
  if (refusal) return refusal;
  const link = world.links.follow(request.path, request.rawQuery);
  if (link === 'unknown') return storageError(404, 'ResourceNotFound');
  if (link === 'expired') return storageError(403, 'AuthenticationFailed');
  const action = world.actions.find(({ id }) => id === link.actionId);
  const machine = world.machines.find(({ id }) => id === action?.machineId);
  if (!action || !machine) return storageError(404, 'ResourceNotFound');
  const file = await openPackage(machine, world, action.course);
  return send(file, header(request, 'range'));
}

function refuse(request: ApiRequest, { switches }: World): Answer | undefined {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return storageError(405, 'UnsupportedHttpVerb');
  // Storage refuses a second credential beside the one in the link.
  const hasCredential = header(request, 'authorization') !== undefined;
  if (!hasCredential || switches.linkAuthorization === 'ignored') return undefined;
  return storageError(400, 'InvalidAuthenticationInfo');
}

function send(file: PackageFile, range: string | undefined): Answer {
  const common = {
    'Content-Type': 'application/zip',
    'Accept-Ranges': 'bytes',
    'Content-Disposition': 'attachment; filename="WDATP_Investigation_Package.zip"',
    ETag: file.etag,
  };
  const wanted = parseRange(range, file.bytes);
  if (wanted === 'impossible') {
    const headers = { 'Content-Range': `bytes */${file.bytes}` };
    return { ...storageError(416, 'InvalidRange'), headers };
  }
  const { first, last } = wanted ?? { first: 0, last: file.bytes - 1 };
  const body = { stream: file.open(first, last), bytes: last - first + 1 };
  if (!wanted) return { status: 200, headers: common, body };
  const contentRange = `bytes ${first}-${last}/${file.bytes}`;
  return { status: 206, headers: { ...common, 'Content-Range': contentRange }, body };
}

function parseRange(
  range: string | undefined,
  bytes: number,
): { first: number; last: number } | 'impossible' | undefined {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return undefined;
  const first = from === '' ? Math.max(0, bytes - Number(to)) : Number(from);
  const last = from === '' || to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1);
  return first > last ? 'impossible' : { first, last };
}

/** Azure storage answers in XML, unlike everything else here. */
function storageError(status: number, code: string): Answer {
  return {
    status,
    headers: { 'Content-Type': 'application/xml', 'x-ms-error-code': code },
    body: `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`,
  };
}
