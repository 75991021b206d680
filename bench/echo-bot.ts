import {
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  type Request,
  type Response,
} from 'botbuilder';
import { createServer, plugins } from 'restify';

/**
 * The baseline: the least that botbuilder and restify do for one reply.
 *
 * `tsx bench/echo-bot.ts <port>` listens on loopback without authentication and echoes messages.
 */
const port = Number(process.argv[2] ?? 3978);
const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}));
const server = createServer();
server.use(plugins.bodyParser({ maxBodySize: 256 * 1024 }));
server.post('/api/messages', async (request, response) => {
  await adapter.process(
    request as unknown as Request,
    response as unknown as Response,
    async (context) => {
      if (context.activity.type !== 'message') return;
      await context.sendActivity(`You said: ${context.activity.text}`);
    },
  );
});
server.get('/readyz', async (_request, response) => {
  response.send(200, { ready: true });
});
server.listen(port, '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
