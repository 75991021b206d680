import type { Route } from '../route';
export const graphRoutes: readonly Route[] = [];
