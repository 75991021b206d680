import type { Log } from '../../src/ports';

/** A log for tests that read something else. */
export const quietLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
