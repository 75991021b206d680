import type { TeamsManifestV1D25 } from '@microsoft/app-manifest/build/generated-types/teams/TeamsManifestV1D25';

/** What the app's manifest depends on. */
export interface AppFacts {
  /** The bot's app id: also the id of the Teams app. */
  readonly appId: string;
  /** Base of download links; people open them, so Teams must know the host. */
  readonly publicUrl: string;
  readonly version: string;
  readonly commands: readonly ListedCommand[];
}

/** As much of a command as Teams shows in its menu. */
export interface ListedCommand {
  readonly name: string;
  readonly summary: string;
}

// Teams: https://learn.microsoft.com/microsoftteams/platform/resources/schema/manifest-schema (read 2026-11).
// The schema allows more; the client cuts the menu off at these lengths.
const limits = { commands: 12, title: 32, description: 128 } as const;

// Who answers for the app in your organisation: put your own pages here before you upload it.
const developer = {
  name: 'The Bailiff authors',
  websiteUrl: 'https://example.com/bailiff',
  privacyUrl: 'https://example.com/bailiff/privacy',
  termsOfUseUrl: 'https://example.com/bailiff/terms',
};

// In the menu of each message: its form is filled in with the machines that the message names.
const collectNamedHere = {
  id: 'collectNamedHere',
  type: 'action' as const,
  title: 'Collect machines named here',
  description: 'Opens the form of collect with the machines that this message names.',
  context: ['message' as const],
  fetchTask: true,
};

export const manifestVersion = '1.25';

/** The Teams app manifest: one bot, in personal chats, teams and group chats. */
export function manifestOf({
  appId,
  publicUrl,
  version,
  commands,
}: AppFacts): TeamsManifestV1D25 & { readonly $schema: string } {
  const scopes = (['personal', 'team', 'groupChat'] as const).slice();
  return {
    $schema: `https://developer.microsoft.com/json-schemas/teams/v${manifestVersion}/MicrosoftTeams.schema.json`,
    manifestVersion,
    version,
    id: appId,
    developer,
    name: { short: 'Bailiff', full: 'Bailiff for Microsoft Defender' },
    description: {
      short: 'Collects Defender investigation packages and reports the IPs of alerts.',
      full: 'Bailiff fetches what is evidence, keeps it under seal, and reports. It collects investigation packages from machines through Microsoft Defender for Endpoint, follows each one to its end, and lists the IP addresses of alerts and incidents, right in the thread where you asked. It reads only messages that mention it.',
    },
    icons: { color: 'color.png', outline: 'outline.png' },
    accentColor: '#1F2A44',
    bots: [
      {
        botId: appId,
        scopes,
        isNotificationOnly: false,
        supportsFiles: false,
        commandLists: [{ scopes: scopes.slice(), commands: menu(commands) }],
      },
    ],
    composeExtensions: [{ botId: appId, commands: [collectNamedHere] }],
    permissions: ['identity', 'messageTeamMembers'],
    // Private and shared channels, where the app is added to each one. Source: "Build apps for shared
    // and private channels", learn.microsoft.com/microsoftteams (2026-09-04).
    supportsChannelFeatures: 'tier1',
    defaultInstallScope: 'team',
    defaultGroupCapability: { team: 'bot', groupchat: 'bot' },
    validDomains: [new URL(publicUrl).hostname],
  };
}

/** The first twelve commands; `help`, which tells the rest, is always among them. */
function menu(commands: readonly ListedCommand[]) {
  const help = commands.filter(({ name }) => name === 'help');
  const others = commands.filter(({ name }) => name !== 'help');
  return [...others.slice(0, limits.commands - help.length), ...help].map(({ name, summary }) => ({
    title: cut(name, limits.title),
    description: cut(summary, limits.description),
  }));
}

function cut(words: string, most: number): string {
  return words.length > most ? `${words.slice(0, most - 1)}…` : words;
}
