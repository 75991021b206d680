import { entraRoutes } from '../entra';
import type { Route } from '../route';
import { alertRoutes } from './alerts';
import { collectRoutes } from './collect';
import { graphRoutes } from './graph';
import { ipRoutes } from './ips';
import { machineActionRoutes } from './machine-actions';
import { machineRoutes } from './machines';
import { xdrRoutes } from './xdr';

/** Every endpoint there is. The first match wins, so fixed words stand before `{id}`. */
export const routes: readonly Route[] = [
  ...machineRoutes,
  ...collectRoutes,
  ...machineActionRoutes,
  ...alertRoutes,
  ...ipRoutes,
  ...xdrRoutes,
  ...graphRoutes,
  ...entraRoutes,
];
