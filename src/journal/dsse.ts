import { sign, verify } from 'node:crypto';
import { z } from 'zod';
import { keyId, type SigningKey } from './signing-key';

/** An envelope whose signature is valid for the public key that it carries. */
export interface OpenEnvelope {
  readonly payloadType: string;
  readonly payload: Buffer;
  /** Id of the key. Valid says nothing about whose key it is: compare it with a pinned one. */
  readonly key: string;
}

const Envelope = z.object({
  payloadType: z.string().min(1),
  payload: z.base64(),
  signatures: z.array(z.object({ keyid: z.string(), sig: z.base64() })).length(1),
  publicKey: z.string(),
});

/**
 * Signs a payload as a DSSE envelope: one line of JSON. Deterministic: equal input gives equal bytes.
 * Carries the public key besides, which DSSE allows, so that it can be checked offline.
 * Source: https://github.com/secure-systems-lab/dsse/blob/v1.0.2/protocol.md
 */
export function signEnvelope(payloadType: string, payload: Buffer, key: SigningKey): string {
  const sig = sign(null, preAuthEncoding(payloadType, payload), key.privateKey);
  return `${JSON.stringify({
    payloadType,
    payload: payload.toString('base64'),
    signatures: [{ keyid: key.id, sig: sig.toString('base64') }],
    publicKey: key.publicKey,
  })}\n`;
}

/** Parses and verifies an envelope; undefined if it is malformed or its signature is not valid. */
export function openEnvelope(text: string): OpenEnvelope | undefined {
  try {
    const { payload, payloadType, publicKey, signatures } = Envelope.parse(JSON.parse(text));
    const { keyid, sig } = signatures[0]!;
    const bytes = Buffer.from(payload, 'base64');
    const signed = preAuthEncoding(payloadType, bytes);
    const isValid = verify(null, signed, publicKey, Buffer.from(sig, 'base64'));
    return isValid && keyId(publicKey) === keyid
      ? { payloadType, payload: bytes, key: keyid }
      : undefined;
  } catch {
    return undefined;
  }
}

/** The bytes that are signed. */
function preAuthEncoding(payloadType: string, payload: Buffer): Buffer {
  const type = Buffer.from(payloadType);
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${type.length} `),
    type,
    Buffer.from(` ${payload.length} `),
    payload,
  ]);
}
