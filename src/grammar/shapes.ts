import { isIP } from 'node:net';
import { isAlertId } from '../domain/alert';
import { portalTarget } from './links';
import { rangeIn } from './range';
import type { Token } from './token';

const maxHost = 255;
// One class and look-aheads on the whole word only: no way to match a name in two ways.
const hostName = /^(?=.*[a-z])(?=.*[0-9._*-])[a-z0-9_][a-z0-9._*-]*$/i;
const machineId = /^[0-9a-f]{40}$/i;
const jobId = /^c-[0-9a-hjkmnp-tv-z]{5}$/i;

// What has digits, dots or hyphens and still is no machine; it is told as ignored.
const otherThings: readonly RegExp[] = [
  /^cve-\d{4}-\d+$/i,
  /^ta?\d{4}(?:\.\d{3})?$/i, // MITRE ATT&CK
  /^kb\d{6,8}$/i,
  /^(?:e\.g|i\.e|a\.m|p\.m|c2|o365|m365|log4j|mp[34]|ipv[46]|sha-?(?:1|256|512)|md5)$/i,
  /^\d+(?:[.,]\d+)*(?:st|nd|rd|th|x|h|hrs?|d|w|m|min|mins|s|ms|k|kb|mb|gb|tb|am|pm|pcs)$/i,
  /^\d{4}-\d\d-\d\dt[\d:.+z-]*$/i,
  /^\d{1,2}[.-]?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[.-]?\d{0,4}$/i,
  /^v?\d+(?:\.\d+)+$/i,
  /\.(?:exe|dll|sys|ps1|psm1|bat|cmd|vbs|js|jse|hta|lnk|docx?|docm|xlsx?|xlsm|pptx?|pdf|zip|7z|rar|iso|msi|eml|msg|txt|log|csv|json|html?|png|jpe?g|tmp|dmp)$/i,
  /^[0-9a-f]{32}$|^[0-9a-f]{64}$/i,
  /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  /^(?:re|pre|non|anti|multi|self|semi|co|post|ex)-[a-z]+$/i,
  /^(?:high|low|so|well|long|short|first|second|third|last|follow|double|e|in|on|off|up)-[a-z]+$/i,
];

// Words of any sentence that machines are called, too: names only beside a verb or another name.
const rareNames: readonly RegExp[] = [
  /^(?:win(?:dows)?|w|server|srv)-?(?:xp|7|8|8\.1|10|11|20\d\d)$/i,
  /^[a-z]+-(?:up|in|out|off|on|to|by|down|based|related|risk|level|wide|like|day|time|end|side|known|called|box)$/i,
];

/** `windows10`, `jump-box`: a machine's name only where one is expected. */
export function isRareName(text: string): boolean {
  return rareNames.some((shape) => shape.test(text));
}

/** `ws-042`, `srv01.corp.example`, `fin-lap*`: what can only be a machine's name. */
export function isHostName(text: string): boolean {
  if (text.length > maxHost || !hostName.test(text)) return false;
  if (isRareName(text)) return false;
  return !isJob(text) && !isAlertId(text) && !otherThings.some((shape) => shape.test(text));
}

/** Defender's own id of a machine. */
export function isMachineId(text: string): boolean {
  return machineId.test(text);
}

export function isJob(text: string): boolean {
  return jobId.test(text);
}

/** The address in `10.20.30.40`, `10.20.30.40:443`, `[2001:db8::1]`; nothing for anything else. */
export function addressIn(text: string): string | undefined {
  if (text.length > 60) return undefined;
  const inner = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? text;
  if (isIP(inner)) return inner;
  const host = /^([\d.]+):\d{1,5}$/.exec(inner)?.[1];
  return host && isIP(host) ? host : undefined;
}

/** `CORP\WS-042`, `\\ws-042\c$`, `srv01:3389` and `-ws-042` name the machine in them. */
export function machineIn(text: string): string {
  // Most words have none of these, and every word is asked about.
  if (!/[\\:]|^-/.test(text)) return text;
  const share = /^\\\\([^\\]+)/.exec(text);
  const inDomain = /^[^\\]+\\([^\\]+)$/.exec(text);
  const host = (share?.[1] ?? inDomain?.[1] ?? text).replace(/^-(?=[a-z])/i, '');
  const [name = '', port, ...more] = host.split(':');
  return port && more.length === 0 && /^\d{1,5}$/.test(port) && isHostName(name) ? name : host;
}

const objects = new WeakMap<Token, boolean>();

/** Whether the token names something to act on, whatever the verb. Worked out once: each stage asks. */
export function isObject(token: Token | undefined): boolean {
  if (!token || token.kind === 'mark' || token.kind === 'person') return false;
  if (token.kind === 'quoted') return true;
  const known = objects.get(token);
  if (known !== undefined) return known;
  const found = namesObject(token);
  objects.set(token, found);
  return found;
}

function namesObject(token: Token): boolean {
  const { text } = token;
  if (!/[\d._:*-]/.test(text)) return false;
  if (isJob(text) || isAlertId(text) || isMachineId(text) || addressIn(text)) return true;
  if (rangeIn(text)) return true;
  return /^#\d+$/.test(text) || isHostName(machineIn(text)) || portalTarget(text) !== undefined;
}
