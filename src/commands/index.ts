import { cancel } from './cancel';
import { collect } from './collect';
import type { Command } from './command';
import { health } from './health';
import { help } from './help';
import { ips } from './ips';
import { jobs } from './jobs';
import { machine } from './machine';
import { packageCommand } from './package';
import { retry } from './retry';
import { status } from './status';
import { subscribe } from './subscribe';
import { subscriptions } from './subscriptions';
import { thanks } from './thanks';
import { unsubscribe } from './unsubscribe';
import { whoami } from './whoami';

/** Every word a person may type, in the order help shows them. What is not here does not exist. */
export const commands: readonly Command[] = [
  collect,
  status,
  jobs,
  cancel,
  retry,
  packageCommand,
  machine,
  ips,
  subscribe,
  unsubscribe,
  subscriptions,
  health,
  whoami,
  help,
  thanks,
];
