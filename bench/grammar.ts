import { lexicon } from '../src/commands';
import { understand } from '../src/grammar/understand';
import { type Measure, median } from './measure';

const scheduledJobs = 20;
const length = 20_000;
const aim = '≤ 20 ms of CPU';

/** Parses the longest messages that are accepted: no text may block the bot. */
export async function grammar(): Promise<Measure[]> {
  return [
    { what: 'an ordinary line', value: cpuMs(ordinary), unit: 'ms', aim },
    ...Object.entries(texts).map(([what, text]) => ({ what, value: cpuMs(text), unit: 'ms', aim })),
  ];
}

const ordinary = 'collect package for machine WS-042 because lsass alert';

const texts = {
  '20 KB: machines in a list': filled((at) => `ws-${at}\n`, 'collect\n'),
  '20 KB: one word': `collect ${'a'.repeat(length - 8)}`,
  '20 KB: nested quotes and brackets': filled(() => `"'([{<`),
  '20 KB: almost a command again and again': filled(() => 'colect pakage form mashine '),
  '20 KB: HTML that never closes': filled(() => '<div><at><a href="x'),
  '20 KB: times and numbers': filled((at) => `last ${at}h between ${at}:00 and `, 'ips '),
  '20 KB: invisible characters': filled(() => 'w\u200bs\u202e-\u00ad'),
};

function filled(piece: (at: number) => string, begin = ''): string {
  let text = begin;
  for (let at = 0; text.length < length; at += 1) text += piece(at);
  return text.slice(0, length);
}

/** CPU time, because wall time includes other work of the machine. */
function cpuMs(text: string): number {
  const took = Array.from({ length: scheduledJobs }, () => {
    const before = process.cpuUsage();
    understand({ text, mentions: [] }, lexicon);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return median(took);
}
