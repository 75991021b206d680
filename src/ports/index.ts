/** The interfaces to everything outside; `app.ts` wires the implementations. */

export type * from './collections';
export type * from './defender';
export type * from './delivery';
export type * from './evidence';
export type * from './incidents';
export type * from './ip-reports';
export type * from './journal';
export type * from './messages';
export type * from './on-call';
export type * from './outbox';
export type * from './platform';
export type * from './workflows';
