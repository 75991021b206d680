import { isAlertId, isNamedAlertId } from '../domain/alert';
import { type Clause, cutOut } from './cut';
import { portalTarget } from './links';
import { isJob } from './shapes';
import type { Token } from './token';

/** What has a number or an id of its own. */
export interface Names {
  readonly job?: string;
  readonly incident?: string;
  readonly alert?: string;
  readonly ticket?: string;
  readonly tag?: string;
}

interface Name {
  readonly kind: keyof Names;
  readonly id: string;
}

const ticketKey = /^(?:#?\d{1,12}|[a-z][a-z0-9]{1,9}-?\d{1,12})$/i;
// Shorter than what stands alone as an alert's id, for the word "alert" says what it is.
const spokenAlertId = /^(?=.*(?:\d{5}|\d\.{2,}))[a-z0-9._-]+$/i;
const numbered = /^(?:incidents?|inc)?[#-]?(\d{1,10})$/;

// ServiceNow's keys; a number of Defender's never begins with a zero.
const ownKey = /^(?:inc|ritm|chg|prb|sctask)0\d{6,9}$/;

const ticket: Clause<Name> = (tokens, at) => {
  const { text, word } = tokens[at]!;
  if (ownKey.test(word)) return { value: { kind: 'ticket', id: text }, length: 1 };
  if (!/^(?:ticket|case|jira)$/.test(word)) return undefined;
  const steps = /^(?:id|no|nr|number)$/.test(tokens[at + 1]?.word ?? '') ? 2 : 1;
  const id = tokens[at + steps]?.text ?? '';
  return ticketKey.test(id) && !isJob(id)
    ? { value: { kind: 'ticket', id: id.replace('#', '') }, length: steps + 1 }
    : undefined;
};

const job: Clause<Name> = (tokens, at) => {
  const { kind, text } = tokens[at]!;
  if (!(kind === 'word' || kind === 'quoted') || !isJob(text)) return undefined;
  return { value: { kind: 'job', id: text.toUpperCase() }, length: 1 };
};

const incident: Clause<Name> = (tokens, at) => {
  const { word, text } = tokens[at]!;
  const target = portalTarget(text);
  if (target?.kind === 'incident') return { value: { kind: 'incident', id: target.id }, length: 1 };
  const [, own] = /^(?:incidents?[#-]?|inc[#-]?|#)\d/.test(word) ? (numbered.exec(word) ?? []) : [];
  if (own) return { value: { kind: 'incident', id: own }, length: 1 };
  if (!/^(?:incidents?|incidentes?|vorfalls?|inc)$/.test(word)) return undefined;
  const steps = /^(?:id|no|nr|number|#)$/.test(tokens[at + 1]?.word ?? '') ? 2 : 1;
  const [, id] = /^#?(\d{1,10})$/.exec(tokens[at + steps]?.word ?? '') ?? [];
  if (id) return { value: { kind: 'incident', id }, length: steps + 1 };
  // "incident https://…/incidents/4711": the link says it all.
  const linked = portalTarget(tokens[at + 1]?.text ?? '');
  if (linked?.kind !== 'incident') return undefined;
  return { value: { kind: 'incident', id: linked.id }, length: 2 };
};

const alert: Clause<Name> = (tokens, at) => {
  const { kind, word, text } = tokens[at]!;
  if (kind !== 'word') return undefined;
  const target = portalTarget(text);
  if (target?.kind === 'alert') return { value: { kind: 'alert', id: target.id }, length: 1 };
  if (isAlertId(text)) return { value: { kind: 'alert', id: text }, length: 1 };
  if (!/^alerts?$/.test(word)) return undefined;
  const steps = /^(?:id|no|nr|number)$/.test(tokens[at + 1]?.word ?? '') ? 2 : 1;
  const id = tokens[at + steps]?.text ?? '';
  if (isNamedAlertId(id) || (id.length >= 10 && id.length <= 64 && spokenAlertId.test(id)))
    return { value: { kind: 'alert', id }, length: steps + 1 };
  return undefined;
};

const tag: Clause<Name> = (tokens, at) => {
  if (!/^(?:tag|tagged|tags)$/.test(tokens[at]!.word)) return undefined;
  const steps = /^(?:with|as|is|=)$/.test(tokens[at + 1]?.word ?? '') ? 2 : 1;
  const named = tokens[at + steps];
  if (!named || (named.kind !== 'word' && named.kind !== 'quoted')) return undefined;
  return { value: { kind: 'tag', id: named.text }, length: steps + 1 };
};

/** Cuts names out; the first of each kind counts, and further ones are given back to be told. */
export function cutNames(tokens: readonly Token[]) {
  const names: { -readonly [Kind in keyof Names]: Names[Kind] } = {};
  const further: string[] = [];
  let rest = tokens;
  for (const clause of [ticket, tag, incident, alert, job]) {
    const found = cutOut(rest, clause);
    rest = found.rest;
    for (const { kind, id } of found.values) {
      names[kind] ??= id;
      if (names[kind] !== id) further.push(id);
    }
  }
  return { names, further, rest };
}
