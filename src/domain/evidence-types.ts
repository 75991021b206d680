/**
 * Evidence types whose fields were reviewed for addresses: Graph's, and the entity types of MDE and
 * XDR. A type missing here is named in the report, although its addresses are read.
 *
 * Sources: `@microsoft/microsoft-graph-types` 2.43.1 and `-beta` 0.44.0 (a test compares);
 * https://learn.microsoft.com/defender-endpoint/api/alerts and
 * https://learn.microsoft.com/defender-xdr/api-list-incidents (read 2026-11-30)
 */
export const evidenceTypes = [
  'AmazonResource',
  'AnalyzedMessage',
  'AzureResource',
  'BlobContainer',
  'Blob',
  'CloudApplication',
  'CloudLogonRequest',
  'CloudLogonSession',
  'Container',
  'ContainerImage',
  'ContainerRegistry',
  'Device',
  'Dns',
  'File',
  'FileHash',
  'GitHubOrganization',
  'GitHubRepo',
  'GitHubUser',
  'GoogleCloudResource',
  'HostLogonSession',
  'IoTDevice',
  'Ip',
  'KubernetesCluster',
  'KubernetesController',
  'KubernetesNamespace',
  'KubernetesPod',
  'KubernetesSecret',
  'KubernetesService',
  'KubernetesServiceAccount',
  'MailboxConfiguration',
  'Mailbox',
  'MailCluster',
  'Malware',
  'NetworkConnection',
  'Nic',
  'OauthApplication',
  'Process',
  'RegistryKey',
  'RegistryValue',
  'SasToken',
  'SecurityGroup',
  'ServicePrincipal',
  'SubmissionMail',
  'TeamsMessage',
  'Url',
  'User',
  // Entity types of MDE and XDR that Graph names differently or does not have.
  'MailMessage',
  'Machine',
  'Registry',
  'Unknown',
  // Free-form fields of a Graph alert, read like evidence.
  'AdditionalData',
  'CustomDetails',
] as const;

const known = new Set(evidenceTypes.map((type) => type.toLowerCase()));

export function isKnownEvidenceType(kind: string): boolean {
  return known.has(kind.toLowerCase());
}
