import { type Document, isMap, isNode, isPair, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { nearestWords } from '../domain/distance';
import type { Role } from '../domain/person';
import { contradictions, type Fault } from './contradictions';
import { type Policy, policySchema } from './schema';

export type { Policy } from './schema';

/** The policy file is invalid; lists every problem with its line and the expected value. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
  constructor(readonly faults: readonly string[]) {
    super(['The policy is wrong:', ...faults.map((fault) => `- ${fault}`)].join('\n'));
  }
}

/**
 * Parses a policy file in YAML or JSON.
 *
 * @param everybody the role of everybody when the file sets no roles: `lead` in development only
 * @throws {PolicyError} naming every fault
 */
export function readPolicy(text: string, fileName: string, everybody: Role = 'analyst'): Policy {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0)
    throw new PolicyError(
      document.errors.map(
        ({ pos, message }) => `${fileName}, line ${lines.linePos(pos[0]).line}: ${message}`,
      ),
    );
  const read = policySchema.safeParse(document.toJS());
  const faults = read.success ? contradictions(read.data) : read.error.issues.flatMap(faultsOf);
  if (read.success && faults.length === 0) return withRoles(read.data, everybody);
  throw new PolicyError(
    faults.map(({ path, says }) => `${fileName}, line ${lineOf(document, lines, path)}: ${says}`),
  );
}

/** The policy without a file. */
export function defaultPolicy(everybody: Role = 'analyst'): Policy {
  return withRoles(policySchema.parse({}), everybody);
}

/** The JSON schema for editors, published as `docs/policy.schema.json`. */
export function policyJsonSchema(): object {
  return { title: "Bailiff's policy", ...z.toJSONSchema(policySchema, { io: 'input' }) };
}

function withRoles(policy: Policy, everybody: Role): Policy {
  const given = Object.values(policy.roles).some(
    ({ users, groups }) => users.length > 0 || groups.length > 0,
  );
  if (given || everybody === 'nobody') return policy;
  return {
    ...policy,
    roles: { ...policy.roles, [everybody]: { users: ['*'], groups: [], guests: false } },
  };
}

function faultsOf(issue: z.core.$ZodIssue): Fault[] {
  if (issue.code !== 'unrecognized_keys') {
    const right =
      issue.code === 'invalid_type' ? sort(issue.expected, issue.message) : issue.message;
    return [{ path: issue.path, says: `${issue.path.join('.') || 'the file'} must be ${right}.` }];
  }
  return issue.keys.map((key) => {
    const [near] = nearestWords(key, knownKeys());
    const hint = near ? ` Did you mean “${near}”?` : '';
    return { path: [...issue.path, key], says: `“${key}” is not a name the policy knows.${hint}` };
  });
}

// Only zod's own messages begin with "Invalid input".
function sort(expected: string, message: string): string {
  if (!message.startsWith('Invalid input')) return message;
  return expected === 'object' || expected === 'record'
    ? 'a section with names and values'
    : `a ${expected}`;
}

function knownKeys(): string[] {
  const found = new Set<string>();
  const pending: unknown[] = [policyJsonSchema()];
  while (pending.length > 0) {
    const node = pending.pop();
    if (typeof node !== 'object' || node === null) continue;
    if ('properties' in node)
      for (const key of Object.keys(node.properties as object)) found.add(key);
    pending.push(...Object.values<unknown>(node as Record<string, unknown>));
  }
  return [...found];
}

/** The line of a value, or of its nearest ancestor in the file. */
function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const offset = offsetOf(document, path.slice(0, length));
    if (offset !== undefined) return lines.linePos(offset).line;
  }
  return 1;
}

function offsetOf(document: Document, path: readonly PropertyKey[]): number | undefined {
  const assignee = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  const key = path.at(-1);
  if (isMap(assignee)) {
    const pair = assignee.items.find((item) => isPair(item) && String(item.key) === String(key));
    return isNode(pair?.key) ? pair.key.range?.[0] : undefined;
  }
  const node = document.getIn(path, true);
  return isNode(node) ? node.range?.[0] : undefined;
}
