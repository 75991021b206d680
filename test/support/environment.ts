import { IncomingMessage, ServerResponse } from 'node:http';
import { TestEnvironment } from 'jest-environment-node';

const classes = [IncomingMessage.prototype, ServerResponse.prototype];
const asNodeMadeThem = classes.map((one) => Object.getOwnPropertyDescriptors(one));

/**
 * Gives Node's http classes back as they were. restify changes them for the whole process, and its
 * functions are dead once its test file is over: servers of the next file would hang.
 */
export default class Environment extends TestEnvironment {
  override async teardown(): Promise<void> {
    await super.teardown();
    for (const [at, one] of classes.entries()) {
      const own = asNodeMadeThem[at]!;
      for (const name of Reflect.ownKeys(one))
        if (!Object.hasOwn(own, name)) Reflect.deleteProperty(one, name);
      Object.defineProperties(one, own);
    }
  }
}
