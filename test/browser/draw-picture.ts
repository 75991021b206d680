/// <reference lib="dom" />
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from '../../demo/ports';
import { startStack } from '../../demo/stack';
import { maxWaitMs } from '../support/eventually';
import { wireChat } from './playground-page';

/**
 * Draws `docs/chat.png`, the README's picture, from a real chat: `npx tsx
 * test/browser/draw-picture.ts`.
 */
async function draw(): Promise<void> {
  const root = join(__dirname, '..', '..');
  const folder = join(root, 'data', `picture-${process.pid}`);
  const ports = await freePorts();
  const app = startStack({
    folder,
    ports,
    timeScale: 20,
    client: 'playground',
    incidents: 'still',
  });
  await app.ready;
  const chat = await wireChat(ports.playground, folder);
  try {
    await chat.page.setViewportSize({ width: 1280, height: 1400 });
    const first = 'collect package for machine WS-042 because lsass alert';
    await chat.type(first);
    await chat.message(/WS-042 · Ready/).waitFor({ timeout: maxWaitMs });
    await chat.page.getByText('WS-042 package ready').last().waitFor({ timeout: maxWaitMs });
    await chat.type('ips for incident 4704');
    const report = chat.message(/IPs in incident 4704.*addresses/s);
    await report.waitFor({ timeout: maxWaitMs });
    await chat.page.evaluate(withoutEmoji);
    // The page scrolls to its newest message a moment later.
    await chat.page.waitForTimeout(1_000);
    const from = await chat.page.getByText(first).first().boundingBox();
    const to = await report.boundingBox();
    await chat.page.screenshot({
      path: join(root, 'docs', 'chat.png'),
      clip: fromTo(from ?? nowhere, to ?? nowhere),
    });
  } finally {
    await chat.close();
    await app.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs in the page. A machine without an emoji font would draw a box; every font has a tick. */
function withoutEmoji(): void {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { currentNode } = walker;
    if (currentNode.nodeValue?.includes('✅'))
      currentNode.nodeValue = currentNode.nodeValue.replace('✅', '✔');
  }
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const nowhere: Box = { x: 0, y: 0, width: 0, height: 0 };

/** The column of the chat from the first message to the last, with a margin. */
function fromTo(first: Box, last: Box): Box {
  const [left, right, air] = [last.x - 70, first.x + first.width + 20, 30];
  const top = first.y - air;
  return { x: left, y: top, width: right - left, height: last.y + last.height + air - top };
}

void draw();
