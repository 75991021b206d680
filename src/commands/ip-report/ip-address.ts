import { ipAddressCard } from '../../cards/ip-report/ip-address';
import type { Answer } from '../../domain/card';
import { milliseconds } from '../../domain/duration';
import { isDefenderError, UserError } from '../../domain/errors';
import { parseIp } from '../../domain/ip';
import { hasPrevalence } from '../../domain/stored-report';
import { atLeast } from '../../domain/person';
import { text } from '../../domain/text';
import type { CommandRequest, Tools } from '../command';
import { viewOf } from '../view';

/** All we know of one address, from our own tables; of a remote one Defender is asked once. */
export async function addressKnown(
  typed: string,
  request: CommandRequest,
  tools: Tools,
): Promise<Answer> {
  const ip = parseIp(typed);
  if (!ip) throw new UserError(text`“${typed}” is no IP address. Nothing was looked up.`);
  const { address } = ip;
  const dossier = await tools.ipMemory.about(address, tools.clock.now());
  const isRemote = hasPrevalence({ class: ip.class, own: dossier?.latest.own });
  const told = isRemote ? await talkedTo(address, tools) : undefined;
  const mayCollect = atLeast(request.role, 'responder');
  return { card: ipAddressCard({ address, dossier, told, mayCollect }, viewOf(request, tools)) };
}

// A person waits for no free call among those that reports have taken: what we know is there at once.
const patienceMs = 3_000;

/** What we know ourselves is worth showing also when Defender does not answer, or not soon. */
async function talkedTo(address: string, { clock, defender, log }: Tools) {
  const late = new AbortController();
  const asked = defender.ipStatistics(address).then(
    ({ prevalence }) => prevalence,
    (error: unknown) => {
      if (!isDefenderError(error)) throw error;
      log.warn({ error }, 'how many machines talked to an address could not be read');
      return undefined;
    },
  );
  const tooLate = clock.sleep(milliseconds(patienceMs * clock.scale), late.signal).then(
    () => undefined,
    () => undefined,
  );
  return Promise.race([asked, tooLate]).finally(() => late.abort());
}
