import { isAlertId, isNamedAlertId } from '../../src/domain/alert';
import published from '../fixtures/cases/05-alert-id-guid.json';
import { understand } from '../support/understand';

const guid = '640ea2fb-fe0c-428d-a8a8-22afe11b928f';

describe('an alert id', () => {
  it.each(published.say)('is read as typed: %s', (typed) => {
    const { alert, command, machines } = understand({ text: typed });

    expect({ alert, command, machines }).toEqual({
      alert: typed.split(' ').at(-1),
      command: 'ips',
      machines: [],
    });
  });

  it.each([
    'da',
    'ed',
    'fa',
    'aa',
    'ri',
    'ca',
    'ma',
    'rm',
    'ad',
    'dl',
    'dc',
    'sn',
    'ir',
    'ra',
    'ta',
    'ea',
  ])('may begin with %s, with and without a number at the end', (letters) => {
    expect([`${letters}${guid}`, `${letters}${guid}_1`].every(isAlertId)).toBe(true);
  });

  it('may be a bare GUID after the word alert only', () => {
    expect([isAlertId(guid), isNamedAlertId(guid)]).toEqual([false, true]);
    expect(understand({ text: `ips for alert ${guid}` })).toMatchObject({
      alert: guid,
      machines: [],
    });
  });

  it.each(['ws-042', 'fin-lap-07', 'da-srv-01', 'dc01', 'ad-sync-2019'])(
    'is not the machine name %s',
    (name) => {
      expect(isAlertId(name)).toBe(false);
    },
  );
});
