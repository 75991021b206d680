import { z } from 'zod';
import { md } from '../domain/text';
import { defineCommand } from './command';

export const thanks = defineCommand({
  name: 'thanks',
  summary: 'Say thank you.',
  usage: 'thanks',
  examples: ['thanks'],
  role: 'nobody',
  impact: false,
  weak: { greetings: ['thanks', 'thank you', 'ty', 'cheers', 'thx'] },
  args: z.object({}),

  async run() {
    return { text: md`You’re welcome.` };
  },
});
