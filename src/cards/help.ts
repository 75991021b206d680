import type { Card } from '../domain/card';
import { atLeast, type Role } from '../domain/person';
import { clean } from '../domain/text';
import { renderMessage, t } from '../language/language';
import { type OnCallHelp, onCallHelp, onCallLine, openLine } from './help-on-call';
import type { Button } from './kit/button';
import { render } from './kit/render';
import type { RenderContext } from './kit/render-context';

export interface CommandHelp {
  readonly name: string;
  readonly summary: string;
  readonly usage: string;
  readonly examples: readonly string[];
  readonly role: Role;
}

export interface HelpRequest {
  readonly role: Role;
  readonly commands: readonly CommandHelp[];
  /** `collect help`: this command only. */
  readonly topic?: string | undefined;
  /** List all commands instead of a few examples. */
  readonly all?: boolean;
  /** For a person who is on call or was paged. */
  readonly onCallNow?: OnCallHelp | undefined;
}

/** Data of `cards/help.json`: the commands that this person may use. */
export interface HelpCard {
  readonly title: string;
  readonly lines: readonly string[];
  readonly entries: readonly { readonly usage: string; readonly summary: string }[];
  readonly buttons: readonly Button[];
}

const everything = (): Button => ({ title: t`All commands`, verb: 'help', words: ['all'] });
const rights = (): Button => ({ title: t`What can I do?`, verb: 'whoami', words: [] });

export function helpCard(request: HelpRequest, view: RenderContext): Card {
  const topic = request.commands.find(({ name }) => name === request.topic);
  const data = topic ? about(topic, request.role) : overview(request, view);
  return render('help', data, { summary: data.title });
}

function about(command: CommandHelp, role: Role): HelpCard {
  const allowed = atLeast(role, command.role);
  return {
    title: command.name,
    lines: [
      clean(renderMessage(command.summary)),
      allowed ? '' : t`You can’t use it: requires the ${command.role} role.`,
      t`Type: ${command.usage}`,
    ].filter((line) => line !== ''),
    entries: command.examples
      .slice(0, 3)
      .map((example) => ({ usage: example, summary: t`Example` })),
    buttons: [everything()],
  };
}

// Commands that only read come right after collecting, so that analysts see what Bailiff is for.
const maxUsed = ['collect', 'ips', 'status'];

/** The most used first; the rest keeps the order of the list. */
function byUse(commands: readonly CommandHelp[]): CommandHelp[] {
  const used = maxUsed.flatMap((word) => commands.filter(({ name }) => name === word));
  return [...used, ...commands.filter((command) => !used.includes(command))];
}

function overview({ role, commands, all, onCallNow }: HelpRequest, view: RenderContext): HelpCard {
  const usable = commands.filter((command) => atLeast(role, command.role));
  const entries = usable.map(({ usage, summary }) => ({ usage, summary: renderMessage(summary) }));
  if (all) {
    const title = usable.length > 0 ? t`Commands` : t`You can’t use Bailiff here`;
    return { title, lines: [], entries, buttons: [rights()] };
  }
  if (onCallNow?.isHere) return onCallHelp(onCallNow, view);
  const examples = byUse(usable).flatMap(({ examples: [example], summary }) =>
    example ? [{ usage: example, summary: renderMessage(summary) }] : [],
  );
  return {
    title: t`Collect packages and list IPs of alerts`,
    lines: [
      ...(onCallNow
        ? [
            t`${onCallLine(onCallNow, view)}. ${openLine(onCallNow, view)} Ask me in our private chat.`,
          ]
        : []),
      usable.length > 0 ? t`Try:` : t`You can’t use Bailiff here.`,
    ],
    entries: examples.slice(0, 3),
    buttons: usable.length > 0 ? [everything(), rights()] : [rights()],
  };
}
