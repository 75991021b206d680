import type { Card } from '../../domain/card';
import {
  type Collection,
  isFinal,
  isRetryable,
  type Package,
  type State,
} from '../../domain/collection';
import { t } from '../../language/language';
import { whyByPolicy } from '../incidents/by-policy';
import { type Fact, failureFacts, requestFacts } from '../kit/fact';
import { machineName, machinePage } from '../kit/name';
import { render } from '../kit/render';
import type { RenderContext } from '../kit/render-context';
import { stateMark, versionOf } from '../kit/state';
import { insideLines } from './inside-lines';
import { packageLines, packageSteps } from './package-history';

/** Data of `cards/package.json`: the only package of a collection. */
export interface PackageCard {
  readonly id: string;
  readonly version: number;
  /** Machine and state word. */
  readonly title: string;
  readonly color: string;
  readonly lines: readonly string[];
  readonly facts: readonly Fact[];
  /** The progress and the reference. */
  readonly small: readonly string[];
  readonly hasDetails: boolean;
  /** Behind "Details…": the contents and the full hashes. */
  readonly inside: readonly string[];
  /** Behind "Details…": Defender's side of a failure. */
  readonly details: readonly Fact[];
  readonly stored: boolean;
  readonly retryable: boolean;
  /** The approval was denied or expired, so the request can be repeated. */
  readonly askable: boolean;
  readonly cancellable: boolean;
  /** `collect` with these words repeats the request. */
  readonly againWords: readonly string[];
  /** The machine's page in Defender's portal; empty without one. */
  readonly page: string;
}

export function packageCard(collection: Collection, view: RenderContext): Card {
  const [found] = collection.packages;
  if (!found) throw new Error(`${collection.id} has no package`);
  const name = machineName(found.machine);
  const { glyph, word, color } = stateMark(found);
  const inside = contentsOf(found);
  const details = found.failure && !found.failure.notApproved ? failureFacts(found.failure) : [];
  const data: PackageCard = {
    id: collection.id,
    version: versionOf(collection),
    title: `${glyph} ${name} · ${word}`,
    color,
    lines: packageLines(found, view),
    facts: requestFacts(collection),
    small: smallPrint(found, collection),
    hasDetails: inside.length + details.length > 0,
    inside,
    details,
    stored: found.state === 'ready',
    retryable: isRetryable(found),
    askable: found.state === 'stopped-waiting' && found.failure?.notApproved === true,
    cancellable: !isFinal(found.state),
    againWords: againWords(found, collection),
    page: machinePage(found.machine.id, view),
  };
  return render('package', data, {
    summary: packageSummary(name, found.state),
    why: whyByPolicy(collection),
  });
}

/** The line of the final notification, which shows nothing else. */
export function packageSummary(name: string, state: State): string {
  if (state === 'ready') return t`${name} package ready`;
  if (state === 'failed') return t`${name} package failed`;
  return `${name} · ${stateMark({ state }).word}`;
}

function smallPrint(found: Package, { id }: Collection): string[] {
  return [
    packageSteps(found),
    found.attempt > 1 ? `${t`Ref ${id}`} · ${t`attempt ${found.attempt}`}` : t`Ref ${id}`,
  ].filter((line) => line !== '');
}

function contentsOf({ stored }: Package): string[] {
  return stored
    ? [...insideLines(stored.inside), t`sha256 ${stored.sha256}`, t`sha512 ${stored.sha512}`]
    : [];
}

/** The reason comes last: it takes all words behind it. */
function againWords({ machine }: Package, { reason, incident }: Collection): string[] {
  const about = incident ? ['incident', incident] : [];
  return [machine.id, '--again', ...about, ...(reason ? ['because', reason] : [])];
}
