import { ConfidentialClientApplication } from '@azure/msal-node';
import {
  type Activity,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  ConfigurationServiceClientCredentialFactory,
  type InvokeResponse,
  type TurnContext,
} from 'botbuilder';
import {
  AuthenticationConstants,
  AuthenticationError,
  type BotFrameworkAuthentication,
  MsalServiceClientCredentialsFactory,
  type ServiceClientCredentialsFactory,
} from 'botframework-connector';
import { channelOf } from '../domain/place';
import { sentence } from '../language/language';
import type { TeamsActivity } from './activity';
import { mayBeFromTeams } from './bearer';
import { connectorHttp } from './connector-http';

/** The bot's identity towards Teams. Undefined fields use the Bot Framework's defaults. */
export interface BotIdentity {
  readonly appType: 'SingleTenant' | 'UserAssignedMSI';
  /** Empty only in development: authentication is off. */
  readonly appId?: string | undefined;
  readonly appPassword?: string | undefined;
  readonly tenantId?: string | undefined;
  readonly openIdMetadataUrl?: string | undefined;
  readonly tokenIssuer?: string | undefined;
  /** Authority with its tenant: `https://login.example/<tenant>`. */
  readonly loginUrl?: string | undefined;
  readonly oauthScope?: string | undefined;
  readonly oauthUrl?: string | undefined;
}

/** The request was not made by Teams for this bot. */
export class NotFromTeamsError extends Error {
  override readonly name = 'NotFromTeams';
}

/** The keys that verify requests are unavailable, so no request can be authenticated. */
export class KeysUnavailableError extends Error {
  override readonly name = 'KeysUnavailable';
}

/**
 * Botbuilder's adapter, with one entry point that distinguishes foreign requests from internal
 * errors.
 */
export class TeamsAdapter extends CloudAdapter {
  readonly #issuer: string;
  readonly #credentials: ServiceClientCredentialsFactory;

  constructor(private readonly identity: BotIdentity) {
    const own = credentials(identity);
    super(authentication(identity, own));
    this.#credentials = own;
    this.#issuer = identity.tokenIssuer ?? AuthenticationConstants.ToBotFromChannelTokenIssuer;
  }

  get appId(): string {
    return this.identity.appId ?? '';
  }

  /** The audience of the bot's own tokens. */
  get audience(): string {
    return this.identity.oauthScope ?? AuthenticationConstants.ToChannelFromBotOAuthScope;
  }

  /**
   * Checks that a token for Teams is available.
   * @throws {Error} with the reason
   */
  async check(): Promise<string> {
    if (!this.appId) return sentence`no authentication (development)`;
    const { ToChannelFromBotLoginUrl: login } = endpoints(this.identity);
    const own = await this.#credentials.createCredentials(this.appId, this.audience, login, true);
    await (own as unknown as { getToken(): Promise<string> }).getToken();
    return sentence`connected`;
  }

  /**
   * Reads the sender's account in the conversation's roster, with role and tenant.
   * Source: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context (read 2026-11-30)
   */
  async member({ channelData, conversation, from, serviceUrl }: TeamsActivity): Promise<unknown> {
    const claims = this.createClaimsIdentity(this.appId);
    const connectors = this.botFrameworkAuthentication.createConnectorFactory(claims);
    const connector = await connectors.create(serviceUrl, this.audience);
    const isStandard = (channelData?.channel?.type ?? 'standard').toLowerCase() === 'standard';
    // A standard channel has the team's roster; private and shared ones have their own.
    const roster = (isStandard && channelData?.team?.id) || channelOf(conversation.id);
    return connector.conversations.getConversationMember(roster, from.id);
  }

  /**
   * Runs a turn for an activity whose sender is authenticated.
   * @throws {NotFromTeamsError} the token is missing or invalid
   * @throws {KeysUnavailableError} Teams' keys could not be read
   */
  async receive(
    authorization: string,
    activity: TeamsActivity,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<InvokeResponse | undefined> {
    if (this.appId && !mayBeFromTeams(authorization, this.#issuer))
      throw new NotFromTeamsError('no token of Teams');
    const plain = { ...activity } as unknown as Activity;
    const sender = await this.botFrameworkAuthentication
      .authenticateRequest(plain, authorization)
      .catch((cause: unknown) => {
        throw isKeyError(cause)
          ? new KeysUnavailableError('the signing keys of Teams can not be read', { cause })
          : new NotFromTeamsError('the token is not valid', { cause });
      });
    return this.processActivity(sender, plain, logic);
  }
}

// The SDK reports a wrong signature as an ordinary error; only failures to read the keys are
// temporary.
function isKeyError(error: unknown): boolean {
  if (error instanceof AuthenticationError) return error.statusCode >= 500;
  return error instanceof Error && (error.name === 'FetchError' || error.name === 'AbortError');
}

function authentication(
  identity: BotIdentity,
  own: ServiceClientCredentialsFactory,
): BotFrameworkAuthentication {
  return new ConfigurationBotFrameworkAuthentication(
    endpoints(identity),
    own,
    undefined,
    undefined,
    { httpClient: connectorHttp },
  );
}

/** With one of these set the SDK applies none of its defaults, so all are set. */
function endpoints(identity: BotIdentity) {
  const own = AuthenticationConstants;
  return {
    MicrosoftAppId: identity.appId ?? '',
    MicrosoftAppTenantId: identity.tenantId ?? '',
    ToChannelFromBotLoginUrl: identity.loginUrl ?? loginUrlOf(identity),
    ToChannelFromBotOAuthScope: identity.oauthScope ?? own.ToChannelFromBotOAuthScope,
    ToBotFromChannelTokenIssuer: identity.tokenIssuer ?? own.ToBotFromChannelTokenIssuer,
    OAuthUrl: identity.oauthUrl ?? own.OAuthUrl,
    ToBotFromChannelOpenIdMetadataUrl:
      identity.openIdMetadataUrl ?? own.ToBotFromChannelOpenIdMetadataUrl,
    ToBotFromEmulatorOpenIdMetadataUrl: own.ToBotFromEmulatorOpenIdMetadataUrl,
    ValidateAuthority: true,
    CallerId: 'urn:botframework:azure',
  };
}

function loginUrlOf({ tenantId }: BotIdentity): string {
  const own = AuthenticationConstants;
  return tenantId
    ? `${own.ToChannelFromBotLoginUrlPrefix}${tenantId}`
    : own.ToChannelFromBotLoginUrl;
}

function credentials(identity: BotIdentity): ServiceClientCredentialsFactory {
  const { appId, appPassword, appType, loginUrl, tenantId } = identity;
  // Without an app id the SDK authenticates nobody. The configuration allows that in development
  // only.
  if (!appId) return new ConfigurationServiceClientCredentialFactory({});
  if (appType === 'SingleTenant' && loginUrl)
    return new MsalServiceClientCredentialsFactory(appId, clientAt(loginUrl, identity));
  return new ConfigurationServiceClientCredentialFactory({
    MicrosoftAppId: appId,
    MicrosoftAppType: appType,
    MicrosoftAppTenantId: tenantId ?? '',
    ...(appType === 'SingleTenant' && { MicrosoftAppPassword: appPassword ?? '' }),
  });
}

type MsalClient = ConstructorParameters<typeof MsalServiceClientCredentialsFactory>[1];

/** The SDK's own password credentials support only Microsoft's public authority. */
function clientAt(authority: string, { appId = '', appPassword = '' }: BotIdentity): MsalClient {
  const client = new ConfidentialClientApplication({
    auth: {
      clientId: appId,
      clientSecret: appPassword,
      authority,
      // A known authority is not looked up at Microsoft first.
      knownAuthorities: [new URL(authority).host],
    },
  });
  // The SDK bundles an older declaration of the same class; it calls one method of it.
  return client as unknown as MsalClient;
}
