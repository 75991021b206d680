/** On every answer: never kept, never framed, and the link never told to another site. */
export const guarded: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** For bytes that a browser must save and never show. `sha256` in hex. */
export function downloadHeaders(file: {
  readonly fileName: string;
  readonly size?: number;
  readonly sha256?: string;
}): Record<string, string> {
  return {
    ...guarded,
    'content-type': 'application/octet-stream',
    'content-disposition': dispositionOf(file.fileName),
    ...(file.size !== undefined && { 'content-length': String(file.size) }),
    // RFC 9530: of the whole representation, as a structured-field byte sequence.
    ...(file.sha256 && {
      'repr-digest': `sha-256=:${Buffer.from(file.sha256, 'hex').toString('base64')}:`,
    }),
  };
}

/** RFC 6266: the plain name for old clients, the exact one for all others. */
function dispositionOf(name: string): string {
  const plain = name.replace(/[^\w.-]/g, '_');
  const exact = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`;
}
