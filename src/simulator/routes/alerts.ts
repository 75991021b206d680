import type { Route } from '../route';
export const alertRoutes: readonly Route[] = [];
