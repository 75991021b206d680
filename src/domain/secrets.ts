const hidden = '[hidden]';

// Shorter text holds no credential worth the name.
const shortest = 12;

// Most text holds none of these, and is passed on after one look.
const suspicious =
  /eyJ|Bearer|Basic|SharedKey|sig|token|code|secret|pass|pwd|assertion|key|authori[sz]ation|session|:\/\/[^\s/]{0,300}@/i;

const names =
  '(?:[\\w-]{0,40}[_-])?(?:token|secret|password|passwd|pwd|assertion|sig|signature|session)|client-?secret|access-?token|refresh-?token|id-?token|account-?key|api[-_]?key|shared-?access-?(?:signature|key)|subscription-key|x-amz-[\\w-]{1,40}';

// Every pattern runs in linear time.
const inside: readonly (readonly [RegExp, string])[] = [
  [/(?<![\w-])eyJ[\w-]{5,}(?:\.[\w-]*){0,4}/g, hidden],
  [/\b(Bearer|Basic|SharedKey)\s+[\w.~+/:=-]{6,}/gi, `$1 ${hidden}`],
  [
    /(\bauthorization\\?["']?\s*[:=]\s*\\?["']?)(?!Bearer|Basic|SharedKey)[^\s"',;}\\]+/gi,
    `$1${hidden}`,
  ],
  [
    new RegExp(`((?:^|[?&;,\\s({"'\\\\]|%3F|%26)(?:${names})(?:=|%3D))[^&\\s"'<>;,\\\\]+`, 'gi'),
    `$1${hidden}`,
  ],
  [/((?:[?&]|%3F|%26)code(?:=|%3D))[^&\s"'<>]+/gi, `$1${hidden}`],
  [
    new RegExp(`((?:${names})\\\\?["']\\s{0,3}[:=]\\s{0,3}\\\\?["'])[^"'\\\\]+`, 'gi'),
    `$1${hidden}`,
  ],
  [/((?:secret|password|assertion)\s{0,3}:\s{0,3})(?=\S{0,200}[\d_~-])\S+/gi, `$1${hidden}`],
  [/(:\/\/[^:\s/@]{1,100}:)[^@\s/]{1,200}@/g, `$1${hidden}@`],
];

/**
 * Replaces credentials in text of others: tokens, signatures of links, passwords, keys. Text enters
 * through this function where it is read, so that neither a card nor a stored row can hold one.
 *
 * @returns the text itself where nothing looks like a credential
 */
export function withoutSecrets(text: string): string {
  if (text.length < shortest || !suspicious.test(text)) return text;
  return inside.reduce((said, [secret, instead]) => said.replace(secret, instead), text);
}
