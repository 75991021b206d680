import type { Migration } from 'kysely/migration';
import * as jobs from './0001-jobs';
import * as places from './0002-places';
import * as replicas from './0003-replicas';
import * as journal from './0004-journal';
import * as links from './0005-links';
import * as custody from './0006-custody';
import * as approvals from './0007-approvals';
import * as notices from './0008-notices';
import * as incidents from './0009-incidents';
import * as stoppedIncidents from './0010-stopped-incidents';
import * as incidentsByCollection from './0011-incidents-by-collection';
import * as keptRequests from './0012-kept-requests';
import * as ipReadings from './0013-ip-readings';
import * as machineRequests from './0014-machine-requests';
import * as failedWorkflows from './0016-failed-workflows';
import * as outbox from './0018-outbox';

/** In order; a published migration is never changed, only followed by another. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-jobs': jobs,
  '0002-places': places,
  '0003-replicas': replicas,
  '0004-journal': journal,
  '0005-links': links,
  '0006-custody': custody,
  '0007-approvals': approvals,
  '0008-notices': notices,
  '0009-incidents': incidents,
  '0010-stopped-incidents': stoppedIncidents,
  '0011-incidents-by-collection': incidentsByCollection,
  '0012-kept-requests': keptRequests,
  '0013-ip-readings': ipReadings,
  '0014-machine-requests': machineRequests,
  '0016-failed-workflows': failedWorkflows,
  '0018-outbox': outbox,
};
