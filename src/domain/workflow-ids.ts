import type { Package } from './collection';

/**
 * The ids of all workflows. An id names the work, so that starting it twice runs it once. Ids are
 * stored with running workflows and must not change. The id of a turn comes from Teams' activity, and
 * a failure alert and an IP report run under their own id.
 */
export const workflowIds = {
  collectPackage: ({ id, attempt }: Pick<Package, 'id' | 'attempt'>) => `${id}:${attempt}`,
  finishCollection: (collectionId: string, attempt: number) => `${collectionId}:finish:${attempt}`,
  approval: (collectionId: string) => `${collectionId}:approval`,
  digest: (conversationId: string, due: string) => `digest:${conversationId}:${due}`,
  /** `occasion` is the reason to read the incident: its last update, or a request. */
  incident: (incidentId: string, occasion?: string) =>
    occasion === undefined ? `incident:${incidentId}` : `incident:${incidentId}:${occasion}`,
  ipPrevalence: (reportId: string, requestId: string) => `${reportId}:prevalence:${requestId}`,
  pager: (failureAlertId: string) => `${failureAlertId}:pager`,
  /** The next attempt of a pending request; signals that arrive meanwhile go to it. */
  pendingRequest: ({
    id,
    retryState,
  }: {
    readonly id: string;
    readonly retryState: { readonly tries: number };
  }) => `kept:${id}:${retryState.tries + 1}`,
  renewReport: (reportId: string, span: number) => `renew:${reportId}:${span}`,
  /** Once for each failure of a workflow. */
  workflowFailed: (workflowId: string, failedAt: Date) =>
    `failed:${workflowId}:${failedAt.getTime()}`,
  ruleChanged: (rule: string, occasion: string) => `rule-changed:${rule}:${occasion}`,
} as const;
