import type { Card } from '../../domain/card';
import type { Collection } from '../../domain/collection';
import { isOnline, isSupported, type Machine } from '../../domain/machine';
import { clean } from '../../domain/text';
import { t } from '../../language/language';
import { type Fact, fact } from '../kit/fact';
import { machineName, machinePage } from '../kit/name';
import { render } from '../kit/render';
import type { RenderContext } from '../kit/render-context';
import { stateMark } from '../kit/state';
import { moment } from '../kit/time';

export interface MachineFacts {
  readonly machine: Machine;
  readonly mayCollect: boolean;
  /** Its latest collection, running or ended. */
  readonly latest?: Collection;
}

/** Data of `cards/machine.json`: Defender's record of a machine. */
export interface MachineCard {
  readonly id: string;
  readonly title: string;
  readonly lines: readonly string[];
  readonly facts: readonly Fact[];
  readonly collectable: boolean;
  /** Id of the latest collection, or empty. */
  readonly latest: string;
  readonly page: string;
}

export function machineCard(
  { machine, mayCollect, latest }: MachineFacts,
  view: RenderContext,
): Card {
  const title = `${machineName(machine)} · ${isOnline(machine) ? t`Active` : state(machine)}`;
  const data: MachineCard = {
    id: machine.id,
    title,
    lines: [
      isSupported(machine) ? '' : t`Packages are for Windows: this device may reject the request.`,
      latest ? latestLine(latest, machine, view) : '',
    ].filter((line) => line !== ''),
    facts: factsOf(machine, view),
    collectable: mayCollect,
    latest: latest?.id ?? '',
    page: machinePage(machine.id, view),
  };
  return render('machine', data, { summary: title });
}

function state({ health }: Machine): string {
  return clean(health, 40) || t`Health unknown`;
}

function latestLine(latest: Collection, machine: Machine, view: RenderContext): string {
  const found = latest.packages.find((one) => one.machine.id === machine.id);
  const word = found ? stateMark(found).word : t`requested`;
  return t`Latest package: ${word}, requested ${moment(latest.askedAt, view)} (${latest.id}).`;
}

function factsOf(machine: Machine, view: RenderContext): Fact[] {
  const { lastSeen, lastIp, lastExternalIp, tags, onboarding } = machine;
  const onboarded = onboarding.toLowerCase() === 'onboarded';
  return [
    ...fact(t`Full name`, clean(machine.name, 120)),
    ...fact(t`System`, clean(machine.os, 60)),
    ...fact(t`Last seen`, lastSeen && moment(lastSeen, view)),
    ...fact(t`Address`, lastIp && clean(lastIp, 60)),
    ...fact(t`Public IP`, lastExternalIp && clean(lastExternalIp, 60).replace(/\.(?=\d+$)/, '[.]')),
    ...fact(t`User`, machine.user && clean(machine.user, 60)),
    ...fact(t`Group`, machine.group && clean(machine.group, 60)),
    ...fact(
      t`Tags`,
      tags
        .slice(0, 8)
        .map((tag) => clean(tag, 40))
        .join(', '),
    ),
    ...fact(t`Risk`, machine.risk && clean(machine.risk, 30)),
    ...fact(t`Exposure`, machine.exposure && clean(machine.exposure, 30)),
    ...fact(t`Onboarding`, onboarded ? undefined : clean(onboarding, 40)),
    ...fact(t`Merged into`, machine.mergedInto && clean(machine.mergedInto, 40)),
  ];
}
