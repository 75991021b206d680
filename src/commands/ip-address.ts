import { ipAddressCard } from '../cards/ip-address';
import type { Answer } from '../domain/card';
import { isDefenderError, UserError } from '../domain/errors';
import { parseIp } from '../domain/ip';
import { hasPrevalence } from '../domain/kept-report';
import { atLeast } from '../domain/person';
import { text } from '../domain/text';
import type { CommandRequest, Tools } from './command';
import { viewOf } from './view';

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

/** What we know ourselves is worth showing also when Defender does not answer. */
async function talkedTo(address: string, { defender, log }: Tools): Promise<number | undefined> {
  try {
    return (await defender.ipStatistics(address)).prevalence;
  } catch (error) {
    if (!isDefenderError(error)) throw error;
    log.warn({ error }, 'how many machines talked to an address could not be read');
    return undefined;
  }
}
