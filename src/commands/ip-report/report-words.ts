/** Words by which somebody narrows a report or chooses a form of it. */
export const reportWords = [
  ...['only', 'new', 'internal', 'external', 'public', 'private', 'all', 'ips'],
  ...['csv', 'stix', 'json', 'text', 'xlsx', 'excel'],
];
