import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { commands } from '../../src/commands';
import { samples } from './samples';
import { objectsIn, placeholdersIn, template, templates } from './template-reading';

const folder = join(__dirname, '..', '..', 'src', 'cards');
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' });

/** The file that names the data of a template, in whichever feature's folder it stands. */
const fileOf = (name: string) => sources.find((file) => basename(file) === `${name}.ts`);
const sourceOf = (name: string) => readFileSync(join(folder, fileOf(name)!), 'utf8');

/** The summary card is drawn by `render` itself, for when nothing else fits. */
const own = templates.filter((name) => name !== 'summary');

describe('a card is a template and a typed file', () => {
  it.each(own)('%s has its file and a sample', (name) => {
    expect(sources.map((file) => basename(file))).toContain(`${name}.ts`);
    expect(Object.keys(samples).some((sample) => sample.startsWith(name))).toBe(true);
  });

  it.each(own)('%s shows fields of its data type only, and all of them', (name) => {
    const shown = placeholdersIn(template(name));

    expect([...shown].toSorted()).toEqual([...new Set(fieldsOf(name))].toSorted());
  });

  it.each(Object.keys(samples))('%s has buttons that type known commands', (name) => {
    const known = new Set(commands.map((command) => command.name));

    const pressed = objectsIn(samples[name]!().content)
      .filter(({ type }) => type === 'Action.Execute')
      .map(({ verb }) => String(verb));

    expect(pressed.filter((verb) => !known.has(verb))).toEqual([]);
  });
});

/** Fields of the interface `<Name>Card` and of the row types it is made of. */
function fieldsOf(name: string): string[] {
  const type = `${name.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase())}Card`;
  return fieldsOfType(sourceOf(name), type);
}

const shared: Readonly<Record<string, string>> = {
  Fact: 'fact',
  Button: 'button',
  IpLine: 'ip-row',
};

function fieldsOfType(source: string, type: string): string[] {
  const body = new RegExp(`interface ${type} \\{([\\s\\S]*?)\\n\\}`).exec(source)?.[1];
  if (!body) throw new Error(`no interface ${type}`);
  const fields = [...body.matchAll(/readonly (\w+):/g)].map(([, field]) => field!);
  const inner = Object.entries(shared)
    .filter(([found]) => new RegExp(`\\b${found}\\b`).test(body))
    .flatMap(([found, file]) => fieldsOfType(sourceOf(file), found));
  return [...fields, ...inner];
}
