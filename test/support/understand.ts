import { lexicon } from '../../src/commands';
import type { Utterance } from '../../src/grammar/source';
import { understand as read } from '../../src/grammar/understand';

/** Reads an utterance with the product's own commands. */
export const understand = (utterance: Utterance) => read(utterance, lexicon);
