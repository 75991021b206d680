import { inflateSync } from 'node:zlib';

/** The objects of a PDF that pdfkit wrote: their dictionaries, and their streams inflated. */
function objectsOf(pdf: Buffer): Map<string, { dictionary: string; stream?: Buffer }> {
  const text = pdf.toString('latin1');
  const objects = new Map<string, { dictionary: string; stream?: Buffer }>();
  for (const { 0: head, 1: id, index } of text.matchAll(/^(\d+) 0 obj\n/gm)) {
    const start = index + head.length;
    const end = text.indexOf('\nendobj', start);
    const at = text.slice(start, end).indexOf('stream\n');
    const dictionary = text.slice(start, at < 0 ? end : start + at);
    const bytes = at < 0 ? undefined : pdf.subarray(start + at + 7, end - '\nendstream'.length);
    const stream = bytes && (dictionary.includes('FlateDecode') ? inflateSync(bytes) : bytes);
    objects.set(id!, { dictionary, ...(stream && { stream }) });
  }
  return objects;
}

/** The drawn lines of a PDF that pdfkit wrote, by each font's own table of characters. */
export function pdfLines(pdf: Buffer): string[] {
  const objects = objectsOf(pdf);
  const tables = new Map<string, string[]>();
  for (const { dictionary } of objects.values())
    for (const [, name, font] of dictionary.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const [, table] = /\/ToUnicode (\d+) 0 R/.exec(objects.get(font!)!.dictionary) ?? [];
      if (table) tables.set(name!, charactersIn(objects.get(table)!.stream!.toString()));
    }
  return [...objects.values()]
    .flatMap(({ stream }) => (stream?.includes(' Tf') ? [stream.toString('latin1')] : []))
    .flatMap((page) => linesOf(page, tables));
}

/** Files attached to a PDF, as text. */
export function pdfAttachments(pdf: Buffer): string[] {
  return [...objectsOf(pdf).values()].flatMap(({ dictionary, stream }) =>
    stream && dictionary.includes('/EmbeddedFile') ? [stream.toString()] : [],
  );
}

function charactersIn(table: string): string[] {
  const ranges = [...table.matchAll(/<[0-9a-f]{4}> <[0-9a-f]{4}> \[([^\]]*)\]/g)];
  return ranges.flatMap(([, entries]) =>
    [...entries!.matchAll(/<([0-9a-f ]*)>/g)].map(([, hex]) =>
      hex!
        .split(' ')
        .map((unit) => String.fromCharCode(Number.parseInt(unit, 16)))
        .join(''),
    ),
  );
}

function linesOf(page: string, tables: ReadonlyMap<string, string[]>): string[] {
  let table: string[] = [];
  const lines: string[] = [];
  for (const [, font, shown] of page.matchAll(/\/(F\d+) [\d.]+ Tf|\[(.*?)\] TJ/g)) {
    if (font) table = tables.get(font) ?? [];
    else {
      const glyphs = [...shown!.matchAll(/<([0-9a-f]*)>/g)].flatMap(
        ([, hex]) => hex!.match(/.{4}/g) ?? [],
      );
      lines.push(glyphs.map((glyph) => table[Number.parseInt(glyph, 16)] ?? '\ufffd').join(''));
    }
  }
  return lines;
}
