import type { Card } from '../../domain/card';
import type { Draft } from '../../domain/draft';
import type { Machine } from '../../domain/machine';
import { clean } from '../../domain/text';
import { t } from '../../language/language';
import { machineName, personName } from '../kit/name';
import { render } from '../kit/render';
import type { RenderContext } from '../kit/render-context';
import { ago, clock } from '../kit/time';

export interface MachineChoice {
  /** The words of the person. */
  readonly typed: string;
  readonly machines: readonly Machine[];
  /** The command to continue; the chosen machine's id is in the input `choice`. */
  readonly verb: string;
  /** The words behind the machine: `['because', 'lsass alert']`. */
  readonly words: readonly string[];
  /** Who may choose, and until when. */
  readonly question: Pick<Draft, 'id' | 'askedBy' | 'expiresAt'>;
}

/** Data of `cards/choose-machine.json`: records of one name, none preselected. */
export interface ChooseMachineCard {
  readonly title: string;
  readonly lines: readonly string[];
  readonly machines: readonly { readonly title: string; readonly value: string }[];
  readonly button: string;
  readonly verb: string;
  readonly words: readonly string[];
  /** The id of the question, sent with the answer. */
  readonly question: string;
  readonly small: string;
}

const most = 10;

/** Two records with one name are normal in Defender: a re-imaged machine gets a new id. */
export function chooseMachineCard(choice: MachineChoice, view: RenderContext): Card {
  const { machines, question, typed, verb, words } = choice;
  const title =
    machines.length === 1
      ? t`“${clean(typed, 64)}” may be this device`
      : t`“${clean(typed, 64)}” matches ${machines.length} devices`;
  const data: ChooseMachineCard = {
    title,
    lines: [
      verb === 'collect' ? t`Nothing has been collected yet.` : '',
      machines.length > most
        ? t`Showing ${most} of ${machines.length}. Type more of the name to narrow it down.`
        : '',
    ].filter((line) => line !== ''),
    machines: machines
      .slice(0, most)
      .map((machine) => ({ title: describe(machine, view), value: machine.id })),
    button: verb === 'collect' ? t`Collect chosen` : t`Choose`,
    verb,
    words,
    question: question.id,
    small: t`Only ${personName(question.askedBy)} can choose here. Expires ${clock(question.expiresAt, view)}.`,
  };
  return render('choose-machine', data, { summary: title });
}

function describe(machine: Machine, view: RenderContext): string {
  const parts = [
    machineName(machine),
    clean(machine.os, 30),
    machine.user && clean(machine.user, 30),
    machine.lastSeen ? t`seen ${ago(machine.lastSeen, view)}` : t`never seen`,
    machine.health === 'Active' ? '' : clean(machine.health, 30),
    // Records with one name differ in nothing else that people could use to tell them apart.
    t`id ${machine.id.slice(0, 6)}`,
  ];
  return parts.filter(Boolean).join(' · ');
}
