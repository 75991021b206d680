import { hash } from '../random';
import type { Machine } from './machine';

const people = ['mia.chen', 'omar.haddad', 'dana.reyes', 'jdoe'];

/**
 * The accounts that were logged on to a machine: its user, and an administrator on servers.
 * Source: https://learn.microsoft.com/defender-endpoint/api/get-machine-log-on-users (read 2026-11-30)
 */
export function logonUsers({ firstSeen, id, lastSeen, osPlatform }: Machine): readonly object[] {
  const isServer = osPlatform.includes('Server');
  const person = people[Math.floor(hash(`user ${id}`) * people.length) % people.length]!;
  const user = (name: string, isDomainAdmin: boolean) => ({
    id: `contoso\\${name}`,
    accountName: name,
    accountDomain: 'contoso',
    accountSid: `S-1-5-21-72051607-1745760036-109187956-${Math.floor(hash(name) * 90_000) + 1000}`,
    firstSeen,
    lastSeen,
    mostPrevalentMachineId: id,
    leastPrevalentMachineId: id,
    logonTypes: isServer ? 'RemoteInteractive' : 'Interactive',
    logOnMachinesCount: isDomainAdmin ? 8 : 1,
    isDomainAdmin,
    isOnlyNetworkUser: false,
  });
  return isServer ? [user('svc-admin', true)] : [user(person, false)];
}
