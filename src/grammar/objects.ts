import { portalTarget } from './links';
import { asciiLookAlike, hasForeignLetter, mixesScripts } from './look-alike';
import { alsoNames, conditions, exclusions, noise, nouns, personNouns, prose } from './noise';
import { type MachineRange, rangeBetween, rangeIn } from './range';
import type { Warning } from './reading';
import { addressIn, isHostName, isMachineId, isObject, isRareName, machineIn } from './shapes';
import type { Token } from './token';
import { isNear } from './typos';

export interface Objects {
  readonly machines: readonly string[];
  readonly byIp: readonly string[];
  /** Words that name nothing we know, as typed, in order. */
  readonly unparsed: readonly string[];
  /** Names that stand after a "not" or "except". */
  readonly excluded: readonly string[];
  readonly warnings: readonly Warning[];
  readonly lookAlike?: { readonly typed: string; readonly suggestion: string };
  readonly ranges: readonly MachineRange[];
}

const maxLiteral = 255;
/** So many misspelt nouns are looked for; what comes after is prose anyway. */
const maxMisspelt = 50;
const longNouns = [...nouns].filter((noun) => noun.length >= 6);

export interface Style {
  /** The message is all in capitals, so that capitals say nothing about a word. */
  readonly shouted: boolean;
  /** A bare word that stands alone may be a machine. */
  readonly bareCounts: boolean;
  /** Where the verb stands: "it is not responding, collect it" keeps nothing out. */
  readonly verbAt: number;
}

/** Reads what a command is about. What it cannot place it hands back instead of guessing. */
export function readObjects(tokens: readonly Token[], style: Style): Objects {
  const reader = new ObjectReader(style);
  for (const [at, token] of tokens.entries()) {
    if (isRareName(token.text) && isExpected(tokens, at, style)) reader.named(token);
    else reader.read(token, tokens[at - 1], tokens[at + 1]);
  }
  return reader.result();
}

/** Whether a name is expected here: right after the verb, or next to a name in a list. */
function isExpected(tokens: readonly Token[], at: number, { verbAt, bareCounts }: Style): boolean {
  const isJoint = ({ kind, word, text }: Token) =>
    /^(?:and|or|plus|&)$/.test(word) || (kind === 'mark' && text !== ';');
  const isName = (token?: Token) =>
    token !== undefined && (isObject(token) || isRareName(token.text));
  const before = tokens.slice(0, at).findLast((token) => !isJoint(token));
  const after = tokens.slice(at + 1).find((token) => !isJoint(token));
  if (isName(before) || isName(after)) return true;
  return bareCounts && (!before || before.start < verbAt) && !personNouns.has(before?.word ?? '');
}

class ObjectReader {
  private readonly machines = new Map<string, string>();
  private readonly addresses = new Set<string>();
  private readonly bare: Token[] = [];
  /** Words of ordinary sentences that name a machine only where nothing else can. */
  private readonly unlikely: Token[] = [];
  private readonly ranges: MachineRange[] = [];
  private readonly unplaced: Token[] = [];
  private readonly excluded: string[] = [];
  private readonly warnings = new Set<Warning>();
  private lookAlike: Objects['lookAlike'];
  private lookedUp = 0;
  /** The "not" or "except" that what follows is kept out by. */
  private excludedBy: Token | undefined;

  constructor(private readonly style: Style) {}

  read(token: Token, previous: Token | undefined, next: Token | undefined): void {
    const { kind, text, word } = token;
    if (kind === 'person') return;
    if (kind === 'mark' && text === '\n') this.excludedBy = undefined;
    if ((kind === 'mark' && /^(?:-|\.\.)$/.test(text)) || rangeWords.test(word))
      this.range(previous, next);
    if (kind === 'mark') return;
    if (kind === 'quoted') this.literal(text);
    else if (previous && namesPerson(previous, token)) this.unplaced.push(token);
    else if (this.excludes(token, previous)) this.exclude(token);
    else if (!this.name(text)) this.plain(token, previous);
  }

  /** A word that is taken for a name because of where it stands. */
  named({ text }: Token): void {
    this.machine(text);
  }

  result(): Objects {
    this.settleBareWords();
    const word = this.excludedBy;
    // "If" and "unless" are told even where a name followed: whoever said them set a condition.
    if (word && (this.excluded.length === 0 || conditions.has(word.word))) this.unplaced.push(word);
    return {
      machines: [...this.machines.values()],
      byIp: [...this.addresses],
      unparsed: this.unplaced.sort((a, b) => a.start - b.start).map(({ text }) => text),
      excluded: this.excluded,
      warnings: [...this.warnings],
      ...(this.lookAlike && { lookAlike: this.lookAlike }),
      ranges: this.ranges,
    };
  }

  /** A bare word is a machine only if nothing else can be: "it looks bad" is not three machines. */
  private settleBareWords(): void {
    const [only, ...others] = this.bare.length > 0 ? this.bare : this.unlikely;
    const alone =
      this.style.bareCounts && !this.hasNames() && !this.lookAlike && others.length === 0;
    if (only && alone) this.machine(only.text);
    else this.unplaced.push(...this.bare, ...this.unlikely.filter(({ word }) => prose.has(word)));
  }

  /** "not", "except", "all but" after the verb; "if" and "unless" only once something is named. */
  private excludes({ word, start }: Token, previous: Token | undefined): boolean {
    if (start < this.style.verbAt) return false;
    if (conditions.has(word)) return this.hasNames();
    return (
      exclusions.has(word) || (word === 'but' && /^(?:all|everything)$/.test(previous?.word ?? ''))
    );
  }

  private hasNames(): boolean {
    return this.machines.size + this.addresses.size + this.ranges.length > 0;
  }

  /** A name beyond doubt: an address, an id, a host, a link to one. */
  private name(text: string): boolean {
    const range = rangeIn(text);
    if (range && !this.excludedBy) {
      this.warnings.add('range-not-expanded');
      this.ranges.push(range);
      return true;
    }
    const address = addressIn(text);
    const target = portalTarget(text);
    const name = target?.kind === 'machine' ? target.id : machineIn(text);
    if (address) this.address(address);
    else if (isMachineId(name) || isHostName(name)) this.machine(name);
    else return this.joined(text);
    return true;
  }

  /** `ws-042/ws-043`, `ws-042&ws-043`: only where every part is a name with a digit. */
  private joined(text: string): boolean {
    const parts = text.split(/[/&+]/);
    if (parts.length < 2 || !parts.every((part) => /\d/.test(part) && isHostName(part)))
      return false;
    for (const part of parts) this.machine(part);
    return true;
  }

  private plain(token: Token, previous: Token | undefined): void {
    const { text, word } = token;
    const host = machineIn(text);
    if (hasForeignLetter(text)) this.foreign(token);
    else if (/^[^a-z0-9]*$/.test(word)) return;
    else if (/^(?:\d{1,2}|[a-z])$/.test(word)) this.single(token, previous);
    else if (alsoNames.has(word) && !this.excludedBy) this.unlikely.push(token);
    else if (noise.has(word) || nouns.has(word)) return;
    else if (prose.has(word) || !/^[a-z][a-z0-9]*$/i.test(host)) this.unplaced.push(token);
    else if (!this.style.shouted && /^[A-Z]{2,}$/.test(text)) this.machine(text);
    else if (this.isMisspeltNoun(word)) this.unlikely.push(token);
    else if (this.excludedBy) this.unplaced.push(token);
    else this.bare.push({ ...token, text: host });
  }

  /** "ws-042 7": nobody can tell what it means, so it is told. */
  private single(token: Token, previous: Token | undefined): void {
    if (isObject(previous) && /\d/.test(token.text)) this.unplaced.push(token);
  }

  /** "pakage" became a machine once. */
  private isMisspeltNoun(word: string): boolean {
    if (word.length < 5 || /\d/.test(word) || this.lookedUp >= maxMisspelt) return false;
    this.lookedUp += 1;
    return isNear(word, longNouns);
  }

  /** A name with letters that are not ASCII is looked up as typed; a word in another language is only a word. */
  private foreign(token: Token): void {
    const isName = /[\d._-]/.test(token.text) || mixesScripts(token.text);
    if (isName) this.machine(token.text);
    else this.bare.push(token);
  }

  private literal(text: string): void {
    const address = addressIn(text);
    if (address) this.address(address);
    else if (text.length <= maxLiteral) this.machine(text);
  }

  private machine(name: string): void {
    const key = name.toLowerCase();
    if (this.excludedBy) this.keepOut(name);
    else if (mixesScripts(name)) {
      this.warnings.add('look-alike');
      this.lookAlike ??= { typed: name, suggestion: asciiLookAlike(name) };
    } else if (this.machines.has(key)) this.warnings.add('duplicates-folded');
    else this.machines.set(key, name);
  }

  private address(address: string): void {
    if (this.excludedBy) this.keepOut(address);
    else if (this.addresses.has(address)) this.warnings.add('duplicates-folded');
    else this.addresses.add(address);
  }

  private exclude(token: Token): void {
    if (this.excludedBy) this.unplaced.push(token);
    else this.excludedBy = token;
  }

  private keepOut(name: string): void {
    this.excluded.push(name);
    this.warnings.add(`excluded:${name}`);
  }

  /** "ws-001 to ws-025" names two machines, not 25: say so. */
  private range(previous?: Token, next?: Token): void {
    if (!isObject(previous) || !isObject(next)) return;
    this.warnings.add('range-not-expanded');
    const range = rangeBetween(machineIn(previous!.text), machineIn(next!.text));
    if (range && !this.excludedBy) this.ranges.push(range);
  }
}

const rangeWords = /^(?:to|through|until|bis|thru)$/;

/** "user jdoe01": a person, whatever it looks like. */
function namesPerson(previous: Token, token: Token): boolean {
  return personNouns.has(previous.word) && !noise.has(token.word) && !nouns.has(token.word);
}
