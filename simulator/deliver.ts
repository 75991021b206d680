import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, type Delivery, isStreamBody } from './answer';

const pieceBytes = 16 * 1024;

/** Sends an answer with the transport faults of its `delivery`. */
export async function deliver(
  answer: Answer,
  response: ServerResponse,
  method: string,
): Promise<void> {
  const { delivery = {} } = answer;
  if (delivery.delayMs) await sleep(delivery.delayMs);
  if (delivery.cutAfterBytes === 0) return breakLine(response, delivery);
  const { stream, bytes, type } = bodyOf(answer);
  const headers: Record<string, string> = { 'Content-Type': type, ...answer.headers };
  headers['Content-Length'] = String(delivery.claimBytes ?? bytes);
  response.writeHead(answer.status, headers);
  if (method === 'HEAD') {
    stream.destroy();
    response.end();
    return;
  }
  await send(stream, response, delivery);
}

async function send(stream: Readable, response: ServerResponse, delivery: Delivery): Promise<void> {
  const { cutAfterBytes, trickleMs, claimBytes } = delivery;
  // Node refuses to write more than Content-Length says.
  const most = Math.min(cutAfterBytes ?? Infinity, claimBytes ?? Infinity);
  let sent = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    for (const piece of trickleMs ? pieces(chunk) : [chunk]) {
      const rest = piece.subarray(0, Math.max(0, most - sent));
      if (!(await write(response, rest))) return;
      sent += rest.length;
      if (trickleMs) await sleep(trickleMs);
    }
    if (sent >= most) break;
  }
  stream.destroy();
  const isComplete = cutAfterBytes === undefined && (claimBytes ?? sent) <= sent;
  if (isComplete) response.end();
  else breakLine(response, delivery);
}

function breakLine(response: ServerResponse, { reset = false }: Delivery): void {
  if (reset) response.socket?.resetAndDestroy();
  else response.destroy();
}

/** Respects backpressure; returns false once the client has disconnected. */
async function write(response: ServerResponse, chunk: Buffer): Promise<boolean> {
  if (response.destroyed) return false;
  if (response.write(chunk)) return true;
  await new Promise<void>((resolve) => {
    const goOn = () => {
      response.off('drain', goOn).off('close', goOn);
      resolve();
    };
    response.on('drain', goOn).on('close', goOn);
  });
  return !response.destroyed;
}

function* pieces(chunk: Buffer): Generator<Buffer> {
  for (let at = 0; at < chunk.length; at += pieceBytes) yield chunk.subarray(at, at + pieceBytes);
}

function bodyOf({ body }: Answer): { stream: Readable; bytes: number; type: string } {
  if (isStreamBody(body)) return { ...body, type: 'application/octet-stream' };
  if (typeof body === 'string') return { ...ofText(body), type: 'text/plain; charset=utf-8' };
  const text = body === undefined ? '' : JSON.stringify(body);
  return { ...ofText(text), type: 'application/json; charset=utf-8' };
}

function ofText(text: string): { stream: Readable; bytes: number } {
  const buffer = Buffer.from(text);
  return { stream: Readable.from(buffer.length > 0 ? [buffer] : []), bytes: buffer.length };
}
