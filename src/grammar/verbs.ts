/** A word that can be typed, and the other words that mean it. */
export interface Verb {
  readonly command: string;
  readonly synonyms: readonly string[];
  /** It changes something outside: never run on a guess. */
  readonly impact: boolean;
  /**
   * `noun` and `greeting` are words of ordinary sentences ("for machine ws-042", "hi all"): they
   * count only where no other verb stands; a greeting gives way to a noun too.
   */
  readonly weak?: 'noun' | 'greeting';
}

const acts = (command: string, ...synonyms: string[]): Verb => ({
  command,
  synonyms: [command, ...synonyms],
  impact: true,
});
const looks = (command: string, ...synonyms: string[]): Verb => ({
  command,
  synonyms: [command, ...synonyms],
  impact: false,
});

/** Every verb. Apostrophes are left out of synonyms, as they are left out of what is compared. */
export const verbs: readonly Verb[] = [
  acts(
    'collect',
    ...['gather', 'grab', 'pull', 'acquire', 'capture', 'triage'],
    ...['start collection', 'start a collection', 'start collecting', 'run collection'],
  ),
  looks('package', 'packages', 'download', 'get package', 'get the package', 'link'),
  looks('status', 'progress', 'where is', 'wheres', 'where are', 'how far', 'whats up with'),
  acts('cancel', 'abort', 'stop', 'kill', 'call off'),
  acts('retry', 'rerun', 're-run', 're run', 'try again', 'again'),
  looks(
    'ips',
    ...['ip report', 'ip', 'report ips', 'report ip', 'show ips', 'list ips', 'ip addresses'],
    ...['get ips', 'report', 'reports', 'ip reports', 'show ip', 'ip address'],
  ),
  looks('ack', 'acknowledge', 'acked', 'on it', 'i got it', 'im on it', 'mine'),
  acts('escalate', 'page', 'call'),
  acts('resolve', 'resolved', 'close', 'done', 'fixed'),
  looks('snooze'),
  acts('mute'),
  acts('resume', 'unmute', 'unpause'),
  looks(
    'oncall',
    ...['on-call', 'on call', 'whos on call', 'who is on call', 'who is oncall', 'whos oncall'],
    ...['whos on-call', 'who is on-call'],
  ),
  acts(
    'override',
    ...['take oncall', 'take on-call', 'take on call', 'take over', 'cover', 'swap'],
  ),
  looks('subscribe', 'follow'),
  looks('unsubscribe', 'unfollow'),
  looks('subscriptions', 'list subscriptions'),
  acts('approve', 'allow', 'lgtm'),
  acts('deny', 'reject', 'decline'),
  looks('jobs', 'my jobs', 'history', 'recent', 'queue'),
  looks('prevalence'),
  looks('export', 'csv'),
  looks('settings', 'configure', 'preferences', 'config'),
  looks('health', 'ping', 'is defender up'),
  looks('whoami', 'who am i', 'my permissions', 'my rights'),
  looks('help', 'commands', 'what can you do', 'usage'),
  looks('verify'),
  looks('receipt', 'custody', 'chain of custody'),
  acts('hold'),
  acts('release'),
  looks('digest'),
  acts('handover', 'hand over', 'hand-over', 'handoff'),
  // With a finished job: the same machine once more. A bare `again` means retry.
  { command: 'again', synonyms: ['collect again'], impact: true },
  { ...looks('machine', 'machine info', 'lookup', 'look up', 'find machine'), weak: 'noun' },
  // "why can't I collect" is about collecting.
  { ...looks('why'), weak: 'noun' },
  { command: 'status', synonyms: ['check'], impact: false, weak: 'noun' },
  { command: 'package', synonyms: ['get'], impact: false, weak: 'noun' },
  { command: 'help', synonyms: ['hi', 'hello', 'hey'], impact: false, weak: 'greeting' },
  {
    command: 'thanks',
    synonyms: ['thanks', 'thank you', 'ty', 'cheers', 'thx'],
    impact: false,
    weak: 'greeting',
  },
];

/** What people will try on a machine and Bailiff refuses by name; the verb becomes the topic. */
export const unsupported: readonly string[] = [
  ...['isolate', 'unisolate', 'quarantine', 'contain', 'block', 'unblock', 'restrict', 'scan'],
  ...['offboard', 'onboard', 'reboot', 'restart', 'shutdown', 'wipe', 'delete', 'remediate'],
];

/** Verbs that are also words of any talk: sure only where a verb is expected. */
export const talk: ReadonlySet<string> = new Set([
  ...[
    'pull',
    'capture',
    'triage',
    'done',
    'fixed',
    'close',
    'mine',
    'call',
    'page',
    'again',
    'allow',
    'cover',
    'swap',
    'hold',
  ],
  ...['recent', 'link', 'follow', 'resolved', 'decline', 'release', 'report', 'history', 'queue'],
]);

const impactful = new Set(verbs.filter(({ impact }) => impact).map(({ command }) => command));

/** Whether the command changes something outside. */
export function isImpactful(command: string): boolean {
  return impactful.has(command);
}
