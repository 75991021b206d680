import { md, type SafeText } from '../../domain/text';

/** Letters of other scripts that look like ASCII letters. */
const scripts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Cyrillic: {
    ...{ а: 'a', в: 'b', с: 'c', ԁ: 'd', е: 'e', һ: 'h', і: 'i', ј: 'j', к: 'k', м: 'm', н: 'h' },
    ...{ о: 'o', р: 'p', ԛ: 'q', ѕ: 's', т: 't', х: 'x', у: 'y', ԝ: 'w' },
  },
  Greek: { α: 'a', β: 'b', ε: 'e', ι: 'i', κ: 'k', ν: 'v', ο: 'o', ρ: 'p', τ: 't', υ: 'u', χ: 'x' },
};

export interface LookAlike {
  /** Names the letter; the machine name in it is escaped. */
  readonly says: SafeText;
  /** The name in ASCII, when every letter has a look-alike. */
  readonly meant?: string;
}

/**
 * Detects a non-ASCII letter in a name. Defender's names are host names: such a letter is a typo or
 * an attempt to impersonate another machine, and is never replaced silently.
 */
export function findLookAlike(name: string): LookAlike | undefined {
  const letter = [...name].find((character) => /[^\x20-\x7e]/.test(character));
  if (!letter) return undefined;
  const meant = [...name].map((character) => likeOf(character)?.like ?? character).join('');
  const known = likeOf(letter);
  return {
    says: known
      ? md`“${name}” contains a letter that looks like “${known.like}” (${known.script}).`
      : md`“${name}” contains “${letter}”, which device names can’t have.`,
    ...(/^[\x20-\x7e]+$/.test(meant) && { meant }),
  };
}

function likeOf(character: string): { script: string; like: string } | undefined {
  for (const [script, letters] of Object.entries(scripts)) {
    const like = letters[character.toLowerCase()];
    if (like) return { script, like };
  }
  return undefined;
}
