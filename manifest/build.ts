import { join, relative } from 'node:path';
import { version } from '../package.json';
import { commands } from '../src/commands';
import { ConfigError, configFromProcess } from '../src/config';
import { manifestFaults } from './check';
import { manifestOf } from './manifest';
import { writeAppZip } from './zip';

const placeholder = {
  appId: '00000000-0000-0000-0000-000000000000',
  publicUrl: 'https://bailiff.example.com',
};

/** `npm run manifest`: builds `dist/bailiff-teams.zip` from the configuration, checked against Microsoft's schema. */
async function build(): Promise<number> {
  const facts = factsFromConfiguration();
  const manifest = manifestOf({ ...placeholder, ...facts, version, commands });
  const faults = manifestFaults(manifest);
  if (faults.length > 0) {
    console.error(['Teams would refuse this manifest:', ...faults].join('\n- '));
    return 1;
  }
  const file = join(__dirname, '..', 'dist', 'bailiff-teams.zip');
  await writeAppZip(manifest, file);
  console.log(`Built ${relative(process.cwd(), file)} for app ${manifest.id}.`);
  if (!facts?.appId) console.log(`\n${sampleNote}`);
  return 0;
}

const sampleNote =
  'This is a sample: its app id is a placeholder. Set MicrosoftAppId and PUBLIC_URL (in .env or the environment, see docs/setup.md) and build again before you upload it.';

/** Without an app id there is nothing to take over; a broken configuration must be mended first. */
function factsFromConfiguration() {
  try {
    const { bot, http } = configFromProcess();
    if (!bot.appId) return undefined;
    return { appId: bot.appId, publicUrl: http.publicUrl ?? placeholder.publicUrl };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(`${error.message}\n`);
    return undefined;
  }
}

void build().then((code) => {
  process.exitCode = code;
});
