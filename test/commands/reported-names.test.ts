import { collect } from '../../src/commands/collect/collect';
import fqdn from '../fixtures/reported/fqdn-of-short-name.json';
import nonAscii from '../fixtures/reported/non-ascii-machine.json';
import { refusalOf, say, shown } from '../support/answers';
import { aMachine } from '../support/builders';
import { readable } from '../support/card-text';
import { fakeServices } from '../support/services';
import { understand } from '../support/understand';

const machinesIn = (text: string) => ({ machines: understand({ text }).machines, reason: 'lab' });
const world = (names: readonly string[]) =>
  fakeServices({ machines: names.map((name) => aMachine({ name })) });

describe('a machine name reported from real tenants', () => {
  it('is found although it holds a letter that is not ASCII', async () => {
    const services = world(nonAscii.machines);

    await say(collect, machinesIn(nonAscii.say), services);

    expect(services.stored).toMatchObject([{ packages: [{ machine: { name: 'büro-pc-01' } }] }]);
  });

  it('is suggested where a domain was typed and the short name is stored', async () => {
    const services = world(fqdn.machines);

    const refusal = await refusalOf(say(collect, machinesIn(fqdn.say), services));

    expect(readable(refusal.message)).toContain('Did you mean KIOSK-07');
    expect(services.stored).toEqual([]);
  });

  it('is suggested where another domain was typed', async () => {
    const services = world(['ws-042.contoso.com']);

    const refusal = await refusalOf(
      say(collect, machinesIn('collect ws-042.old.example'), services),
    );

    expect(refusal.suggestions.map(({ title }) => title)).toEqual(['WS-042']);
  });

  it('is not folded to ASCII where only the ASCII name exists', async () => {
    const services = world(['buro-pc-01']);

    const refusal = await refusalOf(say(collect, machinesIn(nonAscii.say), services));

    expect(readable(refusal.message)).toContain('Did you mean BURO-PC-01');
    expect(services.stored).toEqual([]);
  });

  it('is taken where the 15 characters that NetBIOS keeps were typed', async () => {
    const stored = 'workstation-finance-01.corp.example';
    const typed = 'WORKSTATION-FIN';
    const services = world([stored]);

    await say(collect, { machines: [typed], reason: 'lab' }, services);

    expect(services.stored).toMatchObject([{ packages: [{ machine: { name: stored } }] }]);
  });

  it('is asked about where only the NetBIOS name is stored, or several begin with it', async () => {
    for (const names of [
      ['workstation-fin'],
      ['workstation-finance-01', 'workstation-finance-02'],
    ]) {
      const services = world(names);
      const typed = names.length > 1 ? 'workstation-fin' : 'workstation-finance-01';

      const answer = await say(collect, { machines: [typed], reason: 'lab' }, services);

      expect(answer).toMatchObject({ awaitsChoice: true });
      expect(shown(answer)).not.toMatch(/matches (?:1|one) /);
      expect(services.stored).toEqual([]);
    }
  });
});
