/** Above this many machines a person confirms first. */
const confirmAbove = 5;
/** Above this many nothing starts: attach a file or narrow it. */
const refuseAbove = 100;

/** Whether so many machines are simply done, asked about, or too many for one message. */
export function scale(machines: readonly string[]): 'plain' | 'confirm' | 'refuse' {
  if (machines.length > refuseAbove) return 'refuse';
  return machines.length > confirmAbove ? 'confirm' : 'plain';
}
