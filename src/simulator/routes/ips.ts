import type { Route } from '../route';
export const ipRoutes: readonly Route[] = [];
