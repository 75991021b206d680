import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manifestFaults } from '../../manifest/check';
import { manifestOf } from '../../manifest/manifest';
import { writeAppZip } from '../../manifest/zip';
import { commands } from '../../src/commands';
import { readZip } from './read-zip';

const facts = {
  appId: '11111111-2222-4333-8444-555555555555',
  publicUrl: 'https://bailiff.example.com:8443/base',
  version: '1.2.3',
  commands,
};

const listed = (manifest: ReturnType<typeof manifestOf>) =>
  manifest.bots?.[0]?.commandLists?.[0]?.commands ?? [];

describe('the Teams app manifest', () => {
  it('is one that Teams accepts', () => {
    const manifest = manifestOf(facts);

    expect(manifestFaults(manifest)).toEqual([]);
  });

  it('would be refused with a field Teams does not know', () => {
    const manifest = { ...manifestOf(facts), colour: 'blue' };

    expect(manifestFaults(manifest)).toEqual([' must NOT have additional properties']);
  });

  it('offers only words that a person may really type, help always among them', () => {
    const offered = listed(manifestOf(facts)).map(({ title }) => title);

    const known = commands.map(({ name }) => name);
    expect(offered.filter((word) => !known.includes(word))).toEqual([]);
    expect(offered.length).toBe(Math.min(known.length, 12));
    expect(offered).toContain('help');
  });

  it('keeps help when there are more commands than Teams can list', () => {
    const many = Array.from({ length: 20 }, (_, at) => ({
      name: `word${at}`,
      summary: 'Does it.',
    }));

    const offered = listed(manifestOf({ ...facts, commands: [...many, helpCommand] }));

    expect(offered).toHaveLength(12);
    expect(offered.at(-1)?.title).toBe('help');
  });

  it('cuts what Teams would cut, with a sign that it was cut', () => {
    const long = { name: 'x'.repeat(40), summary: 'y'.repeat(200) };

    const [offered] = listed(manifestOf({ ...facts, commands: [long] }));

    expect(offered).toEqual({ title: `${'x'.repeat(31)}…`, description: `${'y'.repeat(127)}…` });
  });

  it('lets Teams open our download links and no other host', () => {
    expect(manifestOf(facts).validDomains).toEqual(['bailiff.example.com']);
  });
});

describe('the app zip', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bailiff-zip-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('holds the manifest and both icons in the sizes Teams asks for', async () => {
    const file = join(folder, 'app.zip');

    await writeAppZip(manifestOf(facts), file);

    const zip = await readZip(file);
    expect([...zip.keys()]).toEqual(['manifest.json', 'color.png', 'outline.png']);
    expect(JSON.parse(String(zip.get('manifest.json')))).toEqual(manifestOf(facts));
    expect(pngSize(zip.get('color.png'))).toEqual([192, 192]);
    expect(pngSize(zip.get('outline.png'))).toEqual([32, 32]);
  });

  it('is the same, byte for byte, when built twice', async () => {
    const [one, two] = [join(folder, 'one.zip'), join(folder, 'two.zip')];

    await writeAppZip(manifestOf(facts), one);
    await writeAppZip(manifestOf(facts), two);

    expect(readFileSync(one).equals(readFileSync(two))).toBe(true);
  });
});

const helpCommand = { name: 'help', summary: 'Says what I can do.' };

// PNG: width and height stand at bytes 16 and 20 (https://www.w3.org/TR/png-3/#11IHDR, read 2026-11).
function pngSize(png: Buffer | undefined): number[] {
  return [png?.readUInt32BE(16) ?? 0, png?.readUInt32BE(20) ?? 0];
}
