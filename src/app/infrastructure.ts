import type { Policy } from '../access/policy';
import { systemClock } from '../clock';
import type { Config } from '../config';
import { defined } from '../domain/defined';
import { type Cloud, cloudOf } from '../entra/clouds';
import { tokensFor } from '../entra/tokens';
import { createLog } from '../journal/log';
import { Metrics } from '../journal/metrics';
import { locales } from '../language/catalogue';
import type { Clock, Log, Tokens } from '../ports';
import { openStorage, type Storage } from '../storage/postgres/open';
import { loadPolicy } from './policy-file';

/** The shared foundation of all services. */
export interface Infrastructure {
  readonly config: Config;
  readonly policy: Policy;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly storage: Storage;
  readonly cloud: Cloud;
  readonly tokens: Tokens;
  /** Locales with a catalogue; an invalid file stops the start. */
  readonly languages: readonly string[];
}

/** Opens the database and loads policy, catalogues and tokens. Nothing serves requests yet. */
export async function createInfrastructure(config: Config): Promise<Infrastructure> {
  const languages = locales();
  const policy = loadPolicy(config);
  const log = createLog({ level: config.logLevel });
  const clock = systemClock(config.timeScale);
  const { databaseUrl, dataDir } = config;
  const storage = await openStorage({
    ...defined({ databaseUrl }),
    dataDir,
    executorId: config.executorId,
    log,
    onExecutorTaken: () => {
      log.error({ executorId: config.executorId }, 'another process took the executor id');
      process.exit(1);
    },
  });
  const cloud = cloudOf(
    defined({ ...config.defender, authorityHost: config.defender.azure.authorityHost }),
  );
  const identity = defined({ ...config.defender.azure, authority: cloud.authority });
  const tokens = tokensFor(cloud, { identity, clock });
  return { config, policy, languages, clock, log, metrics: new Metrics(), storage, cloud, tokens };
}
