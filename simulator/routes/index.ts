import { entraRoutes } from '../entra';
import type { Route } from '../route';
import { alertRoutes } from './alerts';
import { collectRoutes } from './collect';
import { graphRoutes } from './graph';
import { ipRoutes } from './ips';
import { machineActionRoutes } from './machine-actions';
import { machineRoutes } from './machines';
import { xdrRoutes } from './xdr';

/** All endpoints. The first match wins, so fixed segments come before `{id}`. */
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
