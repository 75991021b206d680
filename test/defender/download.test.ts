import { type DownloadSettings, download } from '../../src/defender/download';
import { maxWaitMs } from '../support/eventually';
import { stubServer } from '../support/stub-server';

const settings: DownloadSettings = {
  suffixes: [],
  dev: true,
  userAgent: 'Bailiff/0.0.0',
  timeoutMs: maxWaitMs,
  stallMs: maxWaitMs,
  wholeMs: maxWaitMs,
};

async function drain(body: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const piece of body) expect(piece.length).toBeGreaterThan(0);
}

describe('a download', () => {
  it('is given up when its storage falls silent', async () => {
    const server = await stubServer();
    server.replies({ by: (response) => void response.writeHead(200).write('PK') });

    const { body } = await download(`${server.url}/a.zip`, undefined, {
      ...settings,
      stallMs: 100,
    });

    await expect(drain(body)).rejects.toThrow('the download stalled');
    await server.close();
  });

  it('is given up when it drips for too long', async () => {
    const server = await stubServer();
    let drip: NodeJS.Timeout | undefined;
    server.replies({
      by: (response) => {
        response.writeHead(200);
        drip = setInterval(() => response.write('x'), 20);
      },
    });

    const { body } = await download(`${server.url}/a.zip`, undefined, {
      ...settings,
      wholeMs: 300,
    });

    await expect(drain(body)).rejects.toThrow('the download timed out');
    clearInterval(drip);
    await server.close();
  });

  it('is given up when its storage never answers', async () => {
    const server = await stubServer();
    server.replies({ by: () => undefined });

    const quick = { ...settings, timeoutMs: 200 };
    const asked = download(`${server.url}/a.zip?token=canary`, undefined, quick);

    await expect(asked).rejects.toThrow(/^package storage: timed out$/);
    await server.close();
  });

  it('that nobody reads ends by itself and harms nobody', async () => {
    const server = await stubServer();
    const closed = new Promise<void>((done) =>
      server.replies({
        by: (response) => {
          response.on('close', done);
          response.writeHead(200).write('PK');
        },
      }),
    );

    await download(`${server.url}/a.zip`, undefined, { ...settings, stallMs: 100 });

    await closed;
    await server.close();
  });
});
