import type { ConnectorClientOptions } from 'botframework-connector';
import { withoutSecrets } from '../domain/secrets';
import { ConnectionLostError, TeamsRefusedError } from './teams-errors';

type HttpClient = NonNullable<ConnectorClientOptions['httpClient']>;
type WebRequest = Parameters<HttpClient['sendRequest']>[0];
type WebResponse = Awaited<ReturnType<HttpClient['sendRequest']>>;

// Teams answers within a second; a hanging call must not delay a workflow.
const maxMs = 15_000;

/**
 * HTTP client that replaces the SDK's own towards the connector.
 *
 * The SDK would retry 429 and 502 by itself, not 412, and would follow a redirect with the bot's
 * token to any host. Errors thrown here bypass its retries, so that `Messenger` alone decides.
 */
export const connectorHttp: HttpClient = {
  async sendRequest(request: WebRequest): Promise<WebResponse> {
    const response = await call(request);
    const body = await response.text().catch((cause) => {
      throw new ConnectionLostError('the answer of Teams broke off', { cause });
    });
    if (!response.ok) throw refusal(response, body);
    return {
      request,
      status: response.status,
      headers: headersOf(request, response),
      bodyAsText: body,
    };
  },
};

async function call(request: WebRequest): Promise<Response> {
  try {
    return await fetch(request.url, {
      method: request.method,
      headers: request.headers.toJson(),
      ...(typeof request.body === 'string' && { body: request.body }),
      redirect: 'manual',
      signal: AbortSignal.timeout(maxMs),
    });
  } catch (cause) {
    throw new ConnectionLostError('Teams could not be reached', { cause });
  }
}

function headersOf(request: WebRequest, response: Response): WebResponse['headers'] {
  const headers = request.headers.clone();
  for (const name of headers.headerNames()) headers.remove(name);
  for (const [name, value] of response.headers) headers.set(name, value);
  return headers;
}

function refusal(response: Response, body: string): TeamsRefusedError {
  return new TeamsRefusedError(response.status, {
    code: codeIn(body),
    retryAfterSeconds: secondsOf(response.headers.get('retry-after')),
  });
}

function codeIn(body: string): string | undefined {
  try {
    const { code } = (JSON.parse(body) as { error?: { code?: unknown } } | null)?.error ?? {};
    return typeof code === 'string' ? withoutSecrets(code.slice(0, 80)) : undefined;
  } catch {
    // Gateways answer with HTML: then only the status is known.
    return undefined;
  }
}

/** `Retry-After` is in seconds or a date. */
function secondsOf(header: string | null): number | undefined {
  if (!header) return undefined;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1_000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}
