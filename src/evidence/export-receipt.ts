import { type Font, openSync } from 'fontkit';
import PDFDocument from 'pdfkit';
import type { ClockQuality } from '../domain/clock-quality';
import type { Custody, CustodyEvent } from '../domain/custody';
import { clean } from '../domain/text';

const fonts = {
  text: require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
  bold: require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
};
// Loaded with the first receipt.
let programs: readonly Font[] | undefined;
/** True when every font can draw it. */
const hasGlyph = (codePoint: number) => {
  programs ??= Object.values(fonts).map((path) => openSync(path) as Font);
  return programs.every((font) => font.hasGlyphForCodePoint(codePoint));
};
const maxValue = 500;
const margin = 50;
const size = { title: 18, heading: 11, text: 9, small: 7.5 } as const;

const labels = {
  purpose: 'Purpose',
  party: 'Outside party',
  reason: 'Reason',
  clientAddress: 'Client address',
  forwardedFor: 'Forwarded for (as claimed)',
  signedIn: 'Signed in with Entra',
  sha256: 'SHA-256',
  expected: 'SHA-256 expected',
  size: 'Bytes',
  tool: 'Tool',
} as const;

interface ReceiptJson {
  readonly name: string;
  readonly json: string;
}

type Document = PDFKit.PDFDocument;

/**
 * Draws the receipt for people: facts, every entry of the journal with its circumstances, and room for
 * signatures. The JSON is attached to the PDF. Deterministic: equal input gives an equal document.
 *
 * A character that the font lacks is written as its code point, such as `[U+5F20]`, and a note says so.
 */
export async function receiptPdf(custody: Custody, { json, name }: ReceiptJson): Promise<Buffer> {
  const made = custody.events.at(-1)?.at ?? new Date(0);
  const title = `Chain of custody ${custody.packageId}`;
  const document = new PDFDocument({
    size: 'A4',
    margin,
    bufferPages: true,
    font: fonts.text,
    info: { Title: title, Creator: 'Bailiff', Producer: 'Bailiff', CreationDate: made },
  });
  const bytes = collect(document);
  const pen = new Pen(document);
  pen.title(title);
  for (const [label, value] of factsOf(custody)) pen.fact(label, value);
  pen.heading(`Journal entries: ${custody.events.length}, times in UTC`);
  for (const event of custody.events) drawEvent(event, pen);
  pen.heading('Signatures');
  pen.signature('Handed over by');
  pen.signature('Received by');
  pen.notes([
    `The hash of each entry is SHA-256 over its previous hash and its record, both in the attached ${name}.`,
    ...(pen.lacks
      ? [
          'Characters that the font lacks are written as code points. The attached JSON has the originals.',
        ]
      : []),
  ]);
  document.file(Buffer.from(json), {
    name,
    type: 'application/json',
    creationDate: made,
    modifiedDate: made,
  });
  pen.pageNumbers();
  document.end();
  return bytes;
}

function factsOf(custody: Custody): (readonly [string, string])[] {
  const { actionId, bag, collectionId, file, machineId, packageId, sha256, sha512 } = custody;
  const facts: (readonly [string, string | undefined])[] = [
    ['Collection', collectionId],
    ['Package', packageId],
    ['Machine', machineId],
    ['Defender action', actionId],
    ['File', file],
    ['SHA-256 of the file', bag?.sha256],
    ['SHA-256 of the package', sha256],
    ['SHA-512 of the package', sha512],
  ];
  return facts.flatMap(([label, value]) => (value ? [[label, value] as const] : []));
}

function drawEvent(event: CustodyEvent, pen: Pen): void {
  pen.entry(`${event.at.toISOString()}  entry ${event.sequence}`, `${event.what} ${event.who}`);
  pen.detail('User id', event.whoId);
  for (const { label, value } of circumstancesOf(event)) pen.detail(label, value);
  pen.detail('Entry hash', event.hash);
}

type Circumstances = Readonly<Record<string, unknown>> & { readonly clock?: ClockQuality };

/** Reads from an entry's record what a reader of a receipt needs. Untrusted text. */
function circumstancesOf({
  record,
}: Pick<CustodyEvent, 'record'>): { label: string; value: string }[] {
  const { unmapped = {} } = JSON.parse(record) as { unmapped?: Circumstances };
  const said = Object.entries(labels).flatMap(([name, label]) =>
    unmapped[name] === undefined ? [] : { label, value: plainly(unmapped[name]) },
  );
  return unmapped.clock ? [...said, { label: 'Clock', value: clockWords(unmapped.clock) }] : said;
}

function plainly(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value);
}

function clockWords({ maxErrorMs, offsetMs, source, synchronized }: ClockQuality): string {
  if (synchronized === 'unknown') return 'synchronisation unknown';
  const state = `${synchronized ? '' : 'not '}synchronised (${source})`;
  const offset = offsetMs === undefined ? '' : `, ${offsetMs} ms off`;
  return `${state}${offset}${maxErrorMs === undefined ? '' : `, at most ${maxErrorMs} ms off`}`;
}

/** Writes text that may come from outside: cleaned, cut, and only with characters that the font has. */
class Pen {
  /** True once a character was missing. */
  lacks = false;

  constructor(private readonly document: Document) {}

  title(line: string): void {
    this.document.font(fonts.bold, size.title).text(this.#drawable(line)).moveDown(0.5);
  }

  heading(line: string): void {
    this.#roomFor(80);
    this.document.moveDown(0.8).font(fonts.bold, size.heading).text(line).moveDown(0.3);
  }

  fact(label: string, value: string): void {
    this.#labelled(label, value, size.text);
  }

  entry(when: string, what: string): void {
    this.#roomFor(110);
    this.document.moveDown(0.4).font(fonts.text, size.small).text(when);
    this.document.font(fonts.bold, size.text).text(this.#drawable(what));
  }

  detail(label: string, value: string): void {
    this.#labelled(label, value, size.small);
  }

  signature(who: string): void {
    this.#roomFor(70);
    this.document.moveDown(2).font(fonts.text, size.text);
    this.document.text(`${who}: ${'_'.repeat(34)}   Date and time: ${'_'.repeat(20)}`);
    this.document.moveDown(0.8).text(`Name and organisation: ${'_'.repeat(50)}`);
  }

  notes(lines: readonly string[]): void {
    this.#roomFor(60);
    this.document.moveDown(1.5).font(fonts.text, size.small);
    for (const line of lines) this.document.text(line);
  }

  pageNumbers(): void {
    const { count } = this.document.bufferedPageRange();
    for (let page = 0; page < count; page += 1) {
      this.document.switchToPage(page);
      // Below the margin, where text would open another page.
      this.document.page.margins.bottom = 0;
      const at = this.document.page.height - margin / 2 - size.small;
      this.document
        .font(fonts.text, size.small)
        .text(`${page + 1} of ${count}`, margin, at, { align: 'right', lineBreak: false });
    }
  }

  #labelled(label: string, value: string, points: number): void {
    this.document.font(fonts.text, points).text(`${label}: ${this.#drawable(value)}`);
  }

  #drawable(text: string): string {
    return [...clean(text, maxValue)]
      .map((character) => {
        const codePoint = character.codePointAt(0)!;
        if (hasGlyph(codePoint)) return character;
        this.lacks = true;
        return `[U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}]`;
      })
      .join('');
  }

  /** Starts a page where less than `points` are left, so that what belongs together stays together. */
  #roomFor(points: number): void {
    const { page, y } = this.document;
    if (y + points > page.height - page.margins.bottom) this.document.addPage();
  }
}

async function collect(document: Document): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of document as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces);
}
