import { codeOf } from '../refusal';

const uniqueViolation = '23505';
const maxTries = 20;

/** Runs the work again when a unique key refused it because another replica was faster. */
export async function retryOnConflict<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++)
    try {
      return await work();
    } catch (error) {
      if (codeOf(error) !== uniqueViolation || tries === maxTries) throw error;
    }
}
