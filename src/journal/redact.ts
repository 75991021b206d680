import { counted } from '../domain/counted';
import { isStoredSentence, renderEnglish } from '../language/language';

const hidden = '[hidden]';

// Field names whose value is always a secret.
const secretName =
  /^(proxy-?)?authorization$|^(set-)?cookie$|secret|password|passwd|api-?key|account-?key|private-?key|connection-?string|^(access|refresh|id|bearer|bot|client|user|sas)?[-_]?token$|assertion|^sig(nature)?$/i;

// Secrets inside longer strings. Every pattern must run in linear time.
const inside: readonly (readonly [RegExp, string])[] = [
  [/(?<![\w-])eyJ[\w-]{5,}\.[\w-]{5,}(?:\.[\w-]*)?/g, hidden],
  [/\b(Bearer|Basic|SharedKey)\s+[\w.~+/:=-]{8,}/gi, `$1 ${hidden}`],
  [
    /(\bauthorization\\?["']?\s*[:=]\s*\\?["']?)(?!Bearer|Basic|SharedKey)[^\s"',;}\\]+/gi,
    `$1${hidden}`,
  ],
  [/((?:^|[?&;\s]|%3F|%26)(?:sig|token|code)(?:=|%3D))[^&\s"'<>]+/gi, `$1${hidden}`],
  [/(\\?["'](?:sig|token)\\?["']\s*:\s*\\?["'])[^"'\\]+/gi, `$1${hidden}`],
  [
    /((?:_token|secret|password|assertion|accountkey|sharedaccesssignature)\\?["']?\s*(?:[:=]|%3D)\s*\\?["']?)[^&\s"',;}\\]+/gi,
    `$1${hidden}`,
  ],
  [/(:\/\/[^:\s/@]{1,100}:)[^@\s/]{1,200}@/g, `$1${hidden}@`],
];

/** True when values of this field are always hidden. */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}

/** Returns the text with secrets replaced. */
export function redactText(text: string): string {
  return inside.reduce((said, [secret, instead]) => said.replace(secret, instead), text);
}

/** Returns a redacted copy, rendered in English: covers keys, strings, errors and their causes. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (isStoredSentence(value)) return redactText(renderEnglish(value));
  if (depth > 8) return '[too deep]';
  if (value instanceof Date) return value;
  if (isError(value)) return redactError(value, depth);
  if (Array.isArray(value)) return value.map((part) => redact(part, depth + 1));
  if (Buffer.isBuffer(value)) return `[${counted(value.length, 'byte')}]`;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      redactText(name),
      isSecretName(name) && part !== undefined ? hidden : redact(part, depth + 1),
    ]),
  );
}

// Errors from other realms are not `instanceof Error`.
function isError(value: object): value is Error {
  return value instanceof Error || ('stack' in value && 'message' in value);
}

// Selected fields only: HTTP errors carry the whole request with its headers.
function redactError(error: Error, depth: number): object {
  const { name, message, stack, cause } = error;
  const code = 'code' in error ? error.code : undefined;
  return {
    name,
    message: redactText(String(message)),
    ...(code !== undefined && { code: redact(code, depth + 1) }),
    ...(stack !== undefined && { stack: redactText(String(stack)) }),
    ...(cause !== undefined && { cause: redact(cause, depth + 1) }),
  };
}
