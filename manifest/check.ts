import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { manifestVersion } from './manifest';

/** What Microsoft's own schema finds wrong with a manifest; empty when nothing. */
export function manifestFaults(manifest: unknown): string[] {
  const file = require.resolve(
    `@microsoft/app-manifest/build/json-schemas/teams/v${manifestVersion}/MicrosoftTeams.schema.json`,
  );
  const { $schema, id, ...schema } = JSON.parse(readFileSync(file, 'utf8'));
  // Without `$schema` and `id` this draft 4 schema reads the same in later drafts; it uses formats and
  // keywords of its own, and unknown ones are no fault of the manifest.
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  const check = ajv.compile(schema);
  if (check(manifest)) return [];
  return (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
