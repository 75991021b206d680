import { createServer } from 'node:net';
import { buttonsOf, messageLines } from '../../demo/card-text';
import { checkFree, freePorts, PortTaken } from '../../demo/ports';

describe('the ports of the demo', () => {
  it('names the port that is taken and what it was wanted for', async () => {
    const { bot, admin } = await freePorts();
    const other = createServer().listen(bot);
    await new Promise((resolve) => other.once('listening', resolve));

    const attempt = checkFree({ bot, admin });

    await expect(attempt).rejects.toThrow(`Already in use: port ${bot} (for the bot).`);
    await expect(attempt).rejects.toBeInstanceOf(PortTaken);
    other.close();
  });

  it('are different ones, all free', async () => {
    const ports = await freePorts();

    expect(new Set(Object.values(ports)).size).toBe(5);
    await expect(checkFree(ports)).resolves.toBeUndefined();
  });
});

describe('a card as text', () => {
  const message = {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          body: [
            { type: 'TextBlock', text: '**WS\\-042** · Ready' },
            { type: 'FactSet', facts: [{ title: 'Asked by', value: 'Mia &lt;Chen>' }] },
            {
              type: 'ColumnSet',
              columns: [
                { type: 'Column', items: [{ type: 'TextBlock', text: '○' }] },
                { type: 'Column', items: [{ type: 'TextBlock', text: '203.0.113[.]77' }] },
              ],
            },
          ],
          actions: [
            { type: 'Action.Execute', title: 'Retry', verb: 'retry', data: { words: ['C-1'] } },
            { type: 'Action.OpenUrl', title: 'Open', url: 'https://example.com' },
          ],
        },
      },
    ],
  };

  it('reads as a person reads it: no marks of Markdown, buttons in brackets', () => {
    expect(messageLines(message)).toEqual([
      'WS-042 · Ready',
      'Asked by: Mia <Chen>',
      '○ 203.0.113[.]77',
      '[Retry] [Open]',
    ]);
  });

  it('gives the buttons that speak to the bot', () => {
    expect(buttonsOf(message)).toEqual([
      { title: 'Retry', verb: 'retry', data: { words: ['C-1'] } },
    ]);
  });
});
