import { ack } from './on-call/ack';
import { approve } from './collect/approve';
import { cancel } from './jobs/cancel';
import { collect } from './collect/collect';
import type { Command } from './command';
import { deny } from './collect/deny';
import { digest } from './channels/digest';
import { escalate } from './on-call/escalate';
import { exportCommand } from './ip-report/export';
import { handover } from './on-call/handover';
import { health } from './health';
import { help } from './help';
import { hold } from './custody/hold';
import { ips } from './ip-report/ips';
import { jobs } from './jobs/jobs';
import { machine } from './machines/machine';
import { mute } from './incidents/mute';
import { oncall } from './on-call/oncall';
import { override } from './on-call/override';
import { packageCommand } from './collect/package';
import { prevalence } from './ip-report/prevalence';
import { receipt } from './custody/receipt';
import { release } from './custody/release';
import { resolve } from './on-call/resolve';
import { resume } from './incidents/resume';
import { retry } from './collect/retry';
import { snooze } from './on-call/snooze';
import { status } from './jobs/status';
import { subscribe } from './channels/subscribe';
import { subscriptions } from './channels/subscriptions';
import { thanks } from './thanks';
import { unsubscribe } from './channels/unsubscribe';
import { verify } from './custody/verify';
import { whoami } from './whoami';
import { why } from './incidents/why';
/** Every word a person may type, in the order help shows them. What is not here does not exist. */
export const commands: readonly Command[] = [
  collect,
  status,
  jobs,
  cancel,
  retry,
  approve,
  deny,
  packageCommand,
  receipt,
  verify,
  hold,
  release,
  exportCommand,
  machine,
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
