import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verify } from '../../src/cli/verify';
import { verifyBag } from '../../src/evidence/verify';
import { writeBag } from './bags';
import { invalid, strangersBag, valid } from './strangers-bags';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'strangers-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const written = (form: (typeof valid)[string]) => {
  const root = join(folder, 'bag');
  writeBag(root, strangersBag(form));
  return root;
};

async function said(path: string, keys?: readonly string[]) {
  const written: string[] = [];
  const stream = { write: (text: string) => written.push(text) > 0 };
  const terminal = { stdout: stream, stderr: stream } as never;
  return { code: await verify(path, { json: false, keys, terminal }), out: written.join('') };
}

describe.each(Object.entries(valid))('a bag of another tool with %s', (_, form) => {
  it('is valid, and said not to be what Bailiff seals', async () => {
    const { code, out } = await said(written(form));

    const by = form.version === '1.0' ? 'RFC 8493' : `BagIt ${form.version ?? '0.97'}`;
    expect(out).toContain(`Valid by ${by}, not what Bailiff seals: `);
    expect(code).toBe(0);
  });
});

describe.each(Object.entries(invalid))('a bag of another tool with %s', (_, form) => {
  it('is not valid', async () => {
    const { code, out } = await said(written(form));

    expect(out).toMatch(/^NOT VALID/);
    expect(code).toBe(1);
  });
});

it.each`
  what                     | form
  ${'a later version'}     | ${{ version: '2.0' }}
  ${'an unknown encoding'} | ${{ encoding: 'EBCDIC-X' }}
`('is not checked when it has $what, and says so', async ({ form }) => {
  const { code, out } = await said(written(form));

  expect(out).toMatch(/^NOT CHECKED/);
  expect(code).toBe(2);
});

it('never passes where a key is demanded', async () => {
  const { code, out } = await said(written({ version: '1.0' }), ['0123456789abcdef']);

  expect(out).toMatch(/^NOT SEALED AS CLAIMED/);
  expect(code).toBe(1);
});

it.each`
  what                      | form                                | note
  ${'MD5 only'}             | ${{}}                               | ${/MD5 or SHA-1: they show accidents/}
  ${'a file not covered'}   | ${valid['a .DS_Store at the root']} | ${/\.DS_Store is covered by no tag manifest/}
  ${'a complete fetch.txt'} | ${valid['a complete fetch.txt']}    | ${/all are here/}
  ${'md5sum’s asterisks'}   | ${valid['asterisks of md5sum']}     | ${/as md5sum does/}
`('notes what is weak about $what', async ({ form, note }) => {
  const verdict = await verifyBag(written(form));

  expect(verdict.valid && verdict.notes.join('\n')).toMatch(note);
});

const hasBagitPython = () => {
  try {
    execFileSync('python3', ['-c', 'import bagit'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};
/** Where bagit-python is stricter or laxer than RFC 8493, or than the rules of a file system. */
const exceptions = [
  'another Unicode normal form in the list',
  'white space behind the version',
  'a manifest that lacks a file in version 1.0',
  'a fetch.txt that names data/elsewhere',
  'a fetch.txt that names \\\\server\\x',
];

const validateAll = `
import bagit, json, logging, sys
logging.disable()
def accepts(path):
    try:
        return bagit.Bag(path).is_valid()
    except Exception:
        return False
print(json.dumps([accepts(path) for path in sys.argv[1:]]))
`;

(hasBagitPython() ? it : it.skip)('agrees with bagit-python, but for known exceptions', () => {
  const cases = [
    ...Object.entries(valid).map(([what, form]) => ({ what, form, isValid: true })),
    ...Object.entries(invalid).map(([what, form]) => ({ what, form, isValid: false })),
  ];
  const paths = cases.map(({ form }, at) => {
    const root = join(folder, String(at), 'bag');
    writeBag(root, strangersBag(form));
    return root;
  });
  const accepted: boolean[] = JSON.parse(
    execFileSync('python3', ['-c', validateAll, ...paths], { encoding: 'utf8', stdio: 'pipe' }),
  );

  const differing = cases.filter(({ isValid }, at) => accepted[at] !== isValid);

  expect(differing.map(({ what }) => what)).toEqual(exceptions);
});
