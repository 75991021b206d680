import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Program } from './child';
import { bot, type Colleague, mia, people, tenantId } from './company';

/**
 * Microsoft 365 Agents Playground: a Teams-like client in the browser, without a tenant.
 *
 * It listens on every address of the machine, which can't be changed. Its team has General and one
 * more channel; its own schema rejects a second one (0.2.28).
 */
export function playground(folder: string, ports: { playground: number; bot: number }): Program {
  const config = join(folder, '.m365agentsplayground.yml');
  writeFileSync(config, stringify(team), { mode: 0o600 });
  return {
    name: 'playground',
    folder,
    args: [
      require.resolve('@microsoft/m365agentsplayground/cli.js'),
      'start',
      ...['--app-endpoint', `http://127.0.0.1:${ports.bot}/api/messages`],
      ...['--channel-id', 'msteams', '--port', String(ports.playground), '--disable-telemetry'],
    ],
    env: {
      TEAMSAPPTESTER_BROWSER: 'none',
      M365_AGENTS_PLAYGROUND_CONFIG_PATH: config,
      M365_AGENTS_PLAYGROUND_LOGFILE: join(folder, 'playground-trace.log'),
    },
  };
}

const team = {
  version: '0.1.1',
  tenantId,
  bot,
  currentUser: account(mia),
  users: people.filter(({ id }) => id !== mia.id).map(account),
  personalChat: { id: 'chat-with-bailiff' },
  groupChat: { id: 'incidents', name: 'Incidents' },
  team: {
    id: 'soc',
    name: 'SOC',
    aadGroupId: '0a0a0a0a-0000-4000-8000-0000000000aa',
    channels: [{ id: 'operations', name: 'Operations' }],
  },
};

function account({ id, name, objectId }: Colleague) {
  const [givenName, surname] = name.split(' ');
  const email = `${id}@contoso.example`;
  // The third name is misspelt in the playground's schema.
  return { id, name, userPrincipleName: email, aadObjectId: objectId, givenName, surname, email };
}
