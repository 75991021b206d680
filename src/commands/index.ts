import { lexiconOf } from '../grammar/lexicon';
import { digest } from './channels/digest';
import { subscribe } from './channels/subscribe';
import { subscriptions } from './channels/subscriptions';
import { unsubscribe } from './channels/unsubscribe';
import { approve } from './collect/approve';
import { collect } from './collect/collect';
import { deny } from './collect/deny';
import { packageCommand } from './collect/package';
import { retry } from './collect/retry';
import type { Command } from './command';
import { handoverPackage } from './custody/handover-package';
import { hold } from './custody/hold';
import { receipt } from './custody/receipt';
import { received } from './custody/received';
import { release } from './custody/release';
import { verify } from './custody/verify';
import { health } from './health';
import { help } from './help';
import { mute } from './incidents/mute';
import { resume } from './incidents/resume';
import { why } from './incidents/why';
import { exportCommand } from './ip-report/export';
import { ips } from './ip-report/ips';
import { prevalence } from './ip-report/prevalence';
import { cancel } from './jobs/cancel';
import { jobs } from './jobs/jobs';
import { status } from './jobs/status';
import { machine } from './machines/machine';
import { users } from './machines/users';
import { ack } from './on-call/ack';
import { escalate } from './on-call/escalate';
import { handover } from './on-call/handover';
import { oncall } from './on-call/oncall';
import { override } from './on-call/override';
import { resolve } from './on-call/resolve';
import { snooze } from './on-call/snooze';
import { thanks } from './thanks';
import { whoami } from './whoami';

/** All commands, in the order help shows them. */
export const commands: readonly Command[] = [
  collect,
  status,
  jobs,
  cancel,
  retry,
  approve,
  deny,
  packageCommand,
  received,
  receipt,
  handoverPackage,
  verify,
  hold,
  release,
  exportCommand,
  machine,
  users,
  ips,
  prevalence,
  ack,
  escalate,
  handover,
  snooze,
  resolve,
  oncall,
  override,
  subscribe,
  unsubscribe,
  subscriptions,
  digest,
  why,
  mute,
  resume,
  health,
  whoami,
  help,
  thanks,
];

/** The same as the grammar reads them. */
export const lexicon = lexiconOf(commands);
