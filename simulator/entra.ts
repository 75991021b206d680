import { randomUUID } from 'node:crypto';
import { knownAudiences, signToken } from './access';
import type { Answer, ApiRequest } from './answer';
import { type App, rolesFor } from './apps';
import { guid } from './random';
import type { RequestContext, Route } from './route';
import type { World } from './world';

const lifeSeconds = 3599;

class SignInError extends Error {
  constructor(
    readonly status: number,
    readonly error: string,
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

/** Entra ID's two token endpoints and its OpenID configuration. */
export const entraRoutes: readonly Route[] = [
  {
    endpoint: 'POST /{tenant}/oauth2/v2.0/token',
    family: 'entra',
    roles: [],
    handle: (context) =>
      token(context, ({ scope }) => scope?.split(' ')[0]?.replace(/\/\.default$/, '')),
  },
  {
    endpoint: 'POST /{tenant}/oauth2/token',
    family: 'entra',
    roles: [],
    handle: (context) => token(context, ({ resource }) => resource),
  },
  {
    endpoint: 'GET /{tenant}/v2.0/.well-known/openid-configuration',
    family: 'entra',
    roles: [],
    handle: ({ request, params }) => ({
      status: 200,
      body: openIdConfiguration(request, params['tenant']),
    }),
  },
];

function openIdConfiguration({ origin }: ApiRequest, tenant = 'common') {
  const base = `${origin}/${tenant}`;
  return {
    issuer: `${base}/v2.0`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'],
    response_types_supported: ['code'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
  };
}

type Form = Readonly<Record<string, string | undefined>>;

function token(
  { request, world, params }: RequestContext,
  resourceOf: (form: Form) => string | undefined,
): Answer {
  try {
    const form: Form = Object.fromEntries(new URLSearchParams(request.body));
    const app = authenticate(form, world);
    const resource = resourceOf(form)?.replace(/\/$/, '') ?? '';
    if (!knownAudiences.includes(resource)) {
      throw new SignInError(
        400,
        'invalid_resource',
        500011,
        `The resource principal named ${resource} was not found in the tenant named Contoso.`,
      );
    }
    return { status: 200, body: issue(app, resource, { world, tenant: params['tenant'] ?? '' }) };
  } catch (error) {
    if (error instanceof SignInError) return writeSignInError(error);
    throw error;
  }
}

function authenticate(form: Form, world: World): App {
  if (form['grant_type'] !== 'client_credentials') {
    throw new SignInError(
      400,
      'unsupported_grant_type',
      70003,
      'The app requested an unsupported grant type.',
    );
  }
  const app = world.apps.find(form['client_id'] ?? '');
  if (!app || app.clientId === 'development') {
    const message = `Application with identifier '${form['client_id']}' was not found in the directory 'Contoso'.`;
    throw new SignInError(400, 'unauthorized_client', 700016, message);
  }
  // A certificate or federated credential: the simulator doesn't check the signature.
  if (form['client_assertion']) return app;
  if (!form['client_secret']) {
    const message =
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.";
    throw new SignInError(401, 'invalid_client', 7000218, message);
  }
  if (form['client_secret'] === app.secret) return app;
  const message =
    'Invalid client secret provided. Ensure the secret being sent in the request is the client secret ' +
    `value, not the client secret ID, for a secret added to app '${app.clientId}'.`;
  throw new SignInError(401, 'invalid_client', 7000215, message);
}

/** An app without permissions gets a token without roles. */
function issue(app: App, resource: string, { world, tenant }: { world: World; tenant: string }) {
  const now = Math.floor(Date.now() / 1000);
  const roles = rolesFor(resource, app);
  const objectId = guid(`principal ${app.clientId}`);
  return {
    token_type: 'Bearer',
    expires_in: lifeSeconds,
    ext_expires_in: lifeSeconds,
    access_token: signToken({
      aud: resource,
      iss: `https://sts.windows.net/${tenant}/`,
      iat: now,
      nbf: now,
      exp: now + lifeSeconds,
      appid: app.clientId,
      appidacr: '1',
      idtyp: 'app',
      oid: objectId,
      ...(roles.length > 0 ? { roles } : {}),
      sub: objectId,
      tid: tenant,
      ver: '1.0',
      simulatedExpiry: world.clock.now() + lifeSeconds * 1000 * world.clock.scale,
    }),
  };
}

function writeSignInError({ status, error, code, message }: SignInError): Answer {
  const timestamp = `${new Date().toISOString().slice(0, 19).replace('T', ' ')}Z`;
  const trace = randomUUID();
  const correlation = randomUUID();
  return {
    status,
    body: {
      error,
      error_description:
        `AADSTS${code}: ${message} Trace ID: ${trace} ` +
        `Correlation ID: ${correlation} Timestamp: ${timestamp}`,
      error_codes: [code],
      timestamp,
      trace_id: trace,
      correlation_id: correlation,
      error_uri: `https://login.microsoftonline.com/error?code=${code}`,
    },
  };
}
