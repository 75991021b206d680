import { groups, type Variable } from './variables';

/** The text of `.env.example`: each variable with its meaning, unit and default, all commented out. */
export function exampleFile(): string {
  const intro = [
    '# Copy to .env and set what you need. Lines show the default; nothing behind = means not set.',
    '# Units stand in each meaning; "Secret" is never logged or shown.',
  ];
  const parts = Object.entries(groups).map(([title, group]) =>
    [
      `## ${title}`,
      ...Object.entries<Variable>(group).map(([name, each]) => entry(name, each)),
    ].join('\n\n'),
  );
  return `${[intro.join('\n'), ...parts].join('\n\n')}\n`;
}

function entry(name: string, { meaning, default: fallback }: Variable): string {
  if (typeof fallback === 'string') return `# ${meaning}\n${name}=${fallback}`;
  return `# ${meaning} Default: ${fallback.says}.\n${name}=`;
}
