import type { Answer } from './answer';

/** Adds fields of a future version; a client must ignore them. */
export function addUnknownFields(answer: Answer): Answer {
  return {
    ...answer,
    body: everywhere(answer.body, (object) => ({ ...object, newInNextVersion: { nested: [1] } })),
  };
}

const enums = ['status', 'healthStatus', 'onboardingStatus', 'severity', 'osPlatform'];

/** Changes the case of enum values, which differs between Microsoft's pages. */
export function otherCase(answer: Answer): Answer {
  const change = (object: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(object).map(([name, value]) =>
        enums.includes(name) && typeof value === 'string'
          ? [name, value.charAt(0).toLowerCase() + value.slice(1)]
          : [name, value],
      ),
    );
  return { ...answer, body: everywhere(answer.body, change) };
}

function everywhere(
  body: unknown,
  change: (object: Record<string, unknown>) => Record<string, unknown>,
): unknown {
  if (Array.isArray(body)) return body.map((item) => everywhere(item, change));
  if (typeof body !== 'object' || body === null) return body;
  const inside = Object.entries(body).map(([name, value]) => [name, everywhere(value, change)]);
  return change(Object.fromEntries(inside) as Record<string, unknown>);
}
