/** Words that narrow a report or choose its format. */
export const reportWords = [
  ...['only', 'new', 'internal', 'external', 'public', 'private', 'all', 'ips'],
  ...['csv', 'stix', 'json', 'text', 'xlsx', 'excel'],
];
