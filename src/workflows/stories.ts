import { approval } from './approval';
import { collectPackage } from './collect-package';
import { digest } from './digest';
import { finishCollection } from './finish-collection';
import { incident } from './incident';
import { ipPrevalence } from './ip-prevalence';
import { ipReport } from './ip-report';
import { keptRequest } from './kept-request';
import { notice } from './notice';
import { pager } from './pager';
import { renewReport } from './renew-report';
import { ruleChanged } from './rule-changed';
import { turn } from './turn';

/** Every long story there is. */
export const stories = [
  turn,
  keptRequest,
  collectPackage,
  finishCollection,
  ipReport,
  ipPrevalence,
  renewReport,
  digest,
  approval,
  notice,
  pager,
  incident,
  ruleChanged,
];
