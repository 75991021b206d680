import type { Caller } from './access';
import type { Answer, ApiRequest, Family } from './answer';
import { ApiError } from './api-error';
import type { Limit } from './limits';
import type { World } from './world';

export interface RequestContext {
  readonly request: ApiRequest;
  readonly world: World;
  readonly caller: Caller;
  /** Path parameters, decoded. */
  readonly params: Readonly<Record<string, string>>;
}

export interface Route {
  /** Method and path template, such as `GET /api/machines/{id}`; also the key of counters and limits. */
  readonly endpoint: string;
  readonly family: Family;
  /** Any of these application permissions grants access. */
  readonly roles: readonly string[];
  readonly limit?: Limit;
  handle(context: RequestContext): Answer | Promise<Answer>;
}

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

interface CompiledRoute {
  readonly route: Route;
  readonly method: string;
  readonly segments: readonly RegExp[];
}

/** Finds the route for a request. Paths are case-insensitive, and `/api/v1.0` is `/api`. */
export function router(routes: readonly Route[]): (request: ApiRequest) => Match | undefined {
  const compiled = routes.map(compile);
  return ({ method, path }) => {
    const segments = decodeSegments(path.replace(/^\/api\/v1\.0\//i, '/api/'));
    for (const candidate of compiled) {
      const params = candidate.method === method && matchSegments(candidate, segments);
      if (params) return { route: candidate.route, params };
    }
    return undefined;
  };
}

function compile(route: Route): CompiledRoute {
  const [method = '', template = ''] = route.endpoint.split(' ');
  const segments = template.split('/').map((segment) => {
    const escaped = segment.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
    return new RegExp(`^${escaped.replace(/\{(\w+)\}/g, '(?<$1>.+)')}$`, 'is');
  });
  return { route, method, segments };
}

function decodeSegments(path: string): string[] {
  try {
    return path.split('/').map(decodeURIComponent);
  } catch {
    throw new ApiError(400, 'BadRequest', 'The request path is not properly encoded');
  }
}

function matchSegments({ segments }: CompiledRoute, given: readonly string[]) {
  if (segments.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, form] of segments.entries()) {
    const match = form.exec(given[index] as string);
    if (!match) return undefined;
    Object.assign(params, match.groups);
  }
  return params;
}
