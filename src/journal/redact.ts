import { counted } from '../domain/counted';
import { withoutSecrets } from '../domain/secrets';
import { isStoredSentence, renderEnglish } from '../language/language';

const hidden = '[hidden]';

// Field names whose value is always a secret.
const secretName =
  /^(proxy-?)?authorization$|^(set-)?cookie$|secret|password|passwd|api-?key|account-?key|private-?key|connection-?string|^(access|refresh|id|bearer|bot|client|user|sas)?[-_]?token$|assertion|^sig(nature)?$/i;

/** True when values of this field are always hidden. */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}

/** Returns a redacted copy, rendered in English: covers keys, strings, errors and their causes. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return withoutSecrets(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (isStoredSentence(value)) return withoutSecrets(renderEnglish(value));
  if (depth > 8) return '[too deep]';
  if (value instanceof Date) return value;
  if (isError(value)) return redactError(value, depth);
  if (Array.isArray(value)) return value.map((part) => redact(part, depth + 1));
  if (Buffer.isBuffer(value)) return `[${counted(value.length, 'byte')}]`;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      withoutSecrets(name),
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
    message: withoutSecrets(String(message)),
    ...(code !== undefined && { code: redact(code, depth + 1) }),
    ...(stack !== undefined && { stack: withoutSecrets(String(stack)) }),
    ...(cause !== undefined && { cause: redact(cause, depth + 1) }),
  };
}
