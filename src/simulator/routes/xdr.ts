import type { Route } from '../route';
export const xdrRoutes: readonly Route[] = [];
