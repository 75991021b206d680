import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { ContentInfo, SignedData } from '@peculiar/asn1-cms';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  MessageImprint,
  PKIStatus,
  TimeStampReq,
  TimeStampResp,
  TSTInfo,
} from '@peculiar/asn1-tsp';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';

const sha256 = '2.16.840.1.101.3.4.2.1';
const timeoutMs = 10_000;
// A token with a chain of certificates takes about 6 kB.
const maxReply = 64 * 1024;

/**
 * Asks a time-stamping authority for a token over some bytes.
 * Source: https://www.rfc-editor.org/rfc/rfc3161#section-2.4 (August 2001)
 * @returns the whole reply in DER, as `openssl ts -verify` reads it. That it answers this question is
 *   checked here; whose signature it has is for the reader, who knows the authority's certificate.
 * @throws {Error} if the authority is away, refuses, or answers another question
 */
export async function requestTimeStamp(url: string, data: Uint8Array): Promise<Buffer> {
  const hash = createHash('sha256').update(data).digest();
  // Positive, so that DER needs no leading zero.
  const nonce = randomBytes(8);
  nonce[0] = (nonce[0]! & 0x7f) | 0x40;
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/timestamp-query' },
    body: questionOf(hash, nonce),
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!response.ok || !response.body)
    throw new Error(`the time-stamping authority answered ${response.status}`);
  const reply = await bounded(response.body);
  assertAnswers(reply, { hash, nonce });
  return reply;
}

function questionOf(hash: Buffer, nonce: Buffer): ArrayBuffer {
  const request = new TimeStampReq({
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithm: sha256, parameters: null }),
      hashedMessage: new OctetString(hash),
    }),
    nonce: arrayOf(nonce),
    certReq: true,
  });
  return AsnConvert.serialize(request);
}

function assertAnswers(
  reply: Buffer,
  asked: { readonly hash: Buffer; readonly nonce: Buffer },
): void {
  const { status, timeStampToken } = AsnConvert.parse(arrayOf(reply), TimeStampResp);
  const granted = [PKIStatus.granted, PKIStatus.grantedWithMods];
  if (!granted.includes(status.status) || !timeStampToken)
    throw new Error(`the time-stamping authority refused (status ${status.status})`);
  const content = AsnConvert.parse(AsnConvert.serialize(timeStampToken), ContentInfo).content;
  const { encapContentInfo } = AsnConvert.parse(content, SignedData);
  const said = encapContentInfo.eContent?.single?.buffer;
  if (!said) throw new Error('the time stamp has no content');
  const { messageImprint, nonce } = AsnConvert.parse(said, TSTInfo);
  const isSame =
    equal(messageImprint.hashedMessage.buffer, asked.hash) &&
    messageImprint.hashAlgorithm.algorithm === sha256 &&
    nonce !== undefined &&
    equal(nonce, asked.nonce);
  if (!isSame) throw new Error('the time stamp answers another question');
}

async function bounded(body: ReadableStream<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body as unknown as AsyncIterable<Uint8Array>) {
    size += piece.length;
    if (size > maxReply) throw new Error('the reply of the time-stamping authority is too long');
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function equal(one: ArrayBuffer, other: Buffer): boolean {
  const bytes = Buffer.from(one);
  return bytes.length === other.length && timingSafeEqual(bytes, other);
}

function arrayOf(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
