import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts, type Ports } from '../../demo/ports';
import { type App, startStack } from '../../demo/stack';
import { maxWaitMs } from '../support/eventually';
import { type ChatPage, chromiumPath, wireChat } from './playground-page';

/** The demo in a real browser; its screenshots lie in a temporary folder. */
const pictures = join(tmpdir(), 'bailiff-pictures');
const inBrowser = chromiumPath ? describe : describe.skip;

if (!chromiumPath)
  console.warn(
    'No Chromium here: the chat in a browser was not tested (apt-get install chromium).',
  );

inBrowser('the chat in a browser', () => {
  const folder = join(__dirname, '..', '..', 'data', `browser-${process.pid}`);
  let ports: Ports;
  let app: App;
  let chat: ChatPage;

  beforeAll(async () => {
    ports = await freePorts();
    app = startStack({ folder, ports, timeScale: 4, client: 'playground', incidents: 'still' });
    await app.ready;
    chat = await wireChat(ports.playground, pictures);
  });

  afterAll(async () => {
    await chat?.close();
    await app?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows a card that lives: asked, collecting, and cancelled by its button', async () => {
    await chat.type('collect package for machine WS-042 because lsass alert');
    const card = chat.message(/WS-042/);
    await card
      .getByText(/Collecting|Queued/)
      .first()
      .waitFor({ timeout: maxWaitMs });
    await chat.picture('1-collecting.png');

    await card.getByRole('button', { name: 'Cancel' }).click();

    await chat.message(/WS-042.*Cancelled/s).waitFor({ timeout: maxWaitMs });
    expect(
      await chat
        .message(/WS-042/)
        .getByRole('button', { name: 'Cancel' })
        .count(),
    ).toBe(0);
    await chat.picture('2-cancelled.png');
  });

  it('reports the addresses of an incident so that none of them can be clicked', async () => {
    await chat.type('ips for incident 4711');

    const card = chat.message(/203\.0\.113\[\.\]77/);
    await card.waitFor({ timeout: maxWaitMs });
    expect(await card.locator('a').count()).toBe(0);
    await chat.picture('3-addresses.png');
  });
});
