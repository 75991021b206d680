import { ipAddressCard } from '../../cards/ip-report/ip-address';
import type { Reply } from '../../domain/card';
import { milliseconds } from '../../domain/duration';
import { isDefenderError, UserError } from '../../domain/errors';
import { parseIp } from '../../domain/ip';
import { atLeast } from '../../domain/person';
import { hasPrevalence } from '../../domain/stored-report';
import { md } from '../../domain/text';
import type { CommandRequest, MachineServices, PlatformServices, ReportServices } from '../command';

/**
 * Everything known about an address from Bailiff's tables; Defender is asked once for a remote one.
 */
export async function addressKnown(
  typed: string,
  request: CommandRequest,
  services: PlatformServices & MachineServices & ReportServices,
): Promise<Reply> {
  const ip = parseIp(typed);
  if (!ip) throw new UserError(md`“${typed}” isn’t an IP address.`);
  const { address } = ip;
  const dossier = await services.ipMemory.about(address, services.clock.now());
  const isRemote = hasPrevalence({ class: ip.class, own: dossier?.latest.own });
  const told = isRemote ? await talkedTo(address, services) : undefined;
  const isPublic = ip.class === 'public' && isRemote;
  const network = isPublic ? services.networks.of(ip.embedded ?? address) : undefined;
  const mayCollect = atLeast(request.role, 'responder');
  return {
    card: ipAddressCard({ address, dossier, told, network, mayCollect }, request.render),
  };
}

// Never waits for a rate limit slot behind reports: what is known is shown at once.
const timeoutMs = 3_000;

/** What is known is worth showing also when Defender doesn't answer, or not soon. */
async function talkedTo(
  address: string,
  { clock, defender, log }: PlatformServices & MachineServices,
) {
  const late = new AbortController();
  const asked = defender.ipStatistics(address).then(
    ({ prevalence }) => prevalence,
    (error: unknown) => {
      if (!isDefenderError(error)) throw error;
      log.warn({ error }, 'how many machines talked to an address could not be read');
      return undefined;
    },
  );
  const tooLate = clock.sleep(milliseconds(timeoutMs * clock.scale), late.signal).then(
    () => undefined,
    () => undefined,
  );
  return Promise.race([asked, tooLate]).finally(() => late.abort());
}
