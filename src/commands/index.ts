import { ack } from './ack';
import { approve } from './approve';
import { cancel } from './cancel';
import { collect } from './collect';
import type { Command } from './command';
import { deny } from './deny';
import { digest } from './digest';
import { escalate } from './escalate';
import { exportCommand } from './export';
import { handover } from './handover';
import { health } from './health';
import { help } from './help';
import { hold } from './hold';
import { ips } from './ips';
import { jobs } from './jobs';
import { machine } from './machine';
import { mute } from './mute';
import { oncall } from './oncall';
import { override } from './override';
import { packageCommand } from './package';
import { prevalence } from './prevalence';
import { receipt } from './receipt';
import { release } from './release';
import { resolve } from './resolve-notice';
import { resume } from './resume';
import { retry } from './retry';
import { snooze } from './snooze';
import { status } from './status';
import { subscribe } from './subscribe';
import { subscriptions } from './subscriptions';
import { thanks } from './thanks';
import { unsubscribe } from './unsubscribe';
import { verify } from './verify';
import { whoami } from './whoami';
import { why } from './why';
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
