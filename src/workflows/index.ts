import { approval } from './collect/approval';
import { collectPackage } from './collect/collect-package';
import { digest } from './scheduled/digest';
import { finishCollection } from './collect/finish-collection';
import { incident } from './incidents/incident';
import { ipPrevalence } from './ip-report/ip-prevalence';
import { ipReport } from './ip-report/ip-report';
import { keptRequest } from './pending-request/pending-request';
import { notice } from './on-call/failure-alert';
import { pager } from './on-call/pager';
import { renewReport } from './ip-report/renew-report';
import { ruleChanged } from './incidents/rule-changed';
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
