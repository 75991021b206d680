import { z } from 'zod';
import { defineCommand, type OnCallServices } from '../../src/commands/command';
import { unsafeMarkdown } from '../../src/domain/text';
import { fakeServices, request } from '../support/services';

const about = {
  name: 'example',
  summary: 'Example.',
  usage: 'example',
  examples: [],
  role: 'analyst',
  impact: false,
  args: z.object({}),
} as const;
const answer = (words: string) => ({ text: unsafeMarkdown(words) });

describe('a command', () => {
  it('gets the services that it declares; the compiler refuses all others', async () => {
    const example = defineCommand({
      ...about,
      async run(_request, services: OnCallServices) {
        // @ts-expect-error -- links are no on-call service
        const { links } = services;
        return answer(typeof services.failureAlerts.open + typeof links);
      },
    });

    expect(await example.run(request({}), fakeServices())).toEqual(answer('functionobject'));
  });

  it('gets the platform services when it declares none', async () => {
    const example = defineCommand({
      ...about,
      async run(_request, services) {
        // @ts-expect-error -- Defender is no platform service
        const { defender } = services;
        return answer(typeof services.clock.now + typeof defender);
      },
    });

    expect(await example.run(request({}), fakeServices())).toEqual(answer('functionobject'));
  });
});
