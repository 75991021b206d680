import { approval } from './collect/approval';
import { collectPackage } from './collect/collect-package';
import { finishCollection } from './collect/finish-collection';
import { incident } from './incidents/incident';
import { ruleChanged } from './incidents/rule-changed';
import { ipPrevalence } from './ip-report/ip-prevalence';
import { ipReport } from './ip-report/ip-report';
import { renewReport } from './ip-report/renew-report';
import { failureAlert } from './on-call/failure-alert';
import { pager } from './on-call/pager';
import { pendingRequest } from './pending-request/pending-request';
import { digest } from './scheduled/digest';
import { workflowFailed } from './scheduled/workflow-failed';
import { turn } from './turn';

/** All durable workflows; the engine registers exactly these. */
export const allWorkflows = [
  turn,
  pendingRequest,
  collectPackage,
  finishCollection,
  ipReport,
  ipPrevalence,
  renewReport,
  digest,
  approval,
  failureAlert,
  pager,
  incident,
  ruleChanged,
  workflowFailed,
];
