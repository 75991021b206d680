import type { Networks } from '../../src/ports';

/** Databases that know nothing. */
export const noNetworks: Networks = { data: {}, of: () => undefined };
