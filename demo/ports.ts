import { createServer } from 'node:net';

/** The ports of the demo's programs. */
export interface Ports {
  readonly bot: number;
  readonly admin: number;
  readonly simulator: number;
  readonly packages: number;
  readonly playground: number;
}

export const usualPorts: Ports = {
  bot: 3978,
  admin: 9464,
  simulator: 4100,
  packages: 4101,
  playground: 56150,
};

/** Another program uses a port. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken';
}

/** @throws {PortTaken} naming each used port and what needs it */
export async function checkFree(ports: Partial<Ports>): Promise<void> {
  const taken: string[] = [];
  for (const [use, port] of Object.entries(ports))
    if (!(await isFree(port))) taken.push(`${port} (for the ${use})`);
  if (taken.length > 0) throw new PortTaken(`Already in use: port ${taken.join(', port ')}.`);
}

/** Returns ports that nobody listens on at this moment. */
export async function freePorts(): Promise<Ports> {
  const held = await Promise.all(Object.keys(usualPorts).map(() => hold(0)));
  const ports = held.map(({ port }) => port);
  await Promise.all(held.map(({ release }) => release()));
  const names = Object.keys(usualPorts) as (keyof Ports)[];
  return Object.fromEntries(names.map((name, at) => [name, ports[at]])) as unknown as Ports;
}

async function isFree(port: number): Promise<boolean> {
  try {
    const { release } = await hold(port);
    await release();
    return true;
  } catch {
    return false;
  }
}

/** Binds a port on every address, so that a listener on any of them counts. */
async function hold(port: number): Promise<{ port: number; release: () => Promise<void> }> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    release: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
