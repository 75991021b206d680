/** An app registration: what Entra knows, and what the security team granted. */
export interface App {
  readonly clientId: string;
  readonly name: string;
  readonly secret: string;
  readonly roles: readonly string[];
}

const defenderRoles = [
  'Machine.CollectForensics',
  'Machine.Isolate',
  'Machine.Read.All',
  'Machine.ReadWrite.All',
  'Alert.Read.All',
  'Alert.ReadWrite.All',
  'Ip.Read.All',
  'URL.Read.All',
  'File.Read.All',
];
const xdrRoles = ['Incident.Read.All', 'Incident.ReadWrite.All'];
const graphRoles = [
  'SecurityAlert.Read.All',
  'SecurityIncident.Read.All',
  'GroupMember.Read.All',
  'User.ReadBasic.All',
];
export const everyRole = [...defenderRoles, ...xdrRoles, ...graphRoles];

/** Which of an app's roles a token for a resource carries. */
export function rolesFor(resource: string, { roles }: App): readonly string[] {
  if (resource.includes('graph'))
    return roles.filter((role) => !belongsTo(role, defenderRoles, xdrRoles));
  if (resource === 'https://api.security.microsoft.com') {
    return roles.filter((role) => !belongsTo(role, defenderRoles, graphRoles));
  }
  return roles.filter((role) => !belongsTo(role, xdrRoles, graphRoles));
}

function belongsTo(role: string, ...lists: readonly string[][]): boolean {
  return lists.some((list) => list.includes(role));
}

/** The app of the development token, one that supports sign-in, and one without any permission. */
export class Apps {
  private readonly known = new Map<string, App>();

  constructor() {
    this.set({ clientId: 'development', name: 'Contoso SOC Bot', secret: '', roles: everyRole });
    this.set({
      clientId: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
      name: 'Contoso SOC Bot',
      secret: 'simulator-secret',
      roles: everyRole,
    });
    this.set({
      clientId: 'aaaaaaaa-bbbb-cccc-dddd-000000000000',
      name: 'Nothing granted',
      secret: 'simulator-secret',
      roles: [],
    });
  }

  set(app: App): void {
    this.known.set(app.clientId, app);
  }

  find(clientId: string): App | undefined {
    return this.known.get(clientId);
  }

  development(): App {
    return this.known.get('development') as App;
  }
}
