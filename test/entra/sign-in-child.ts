import { createHash } from 'node:crypto';
import { EntraSignIn } from '../../src/entra/sign-in';

/**
 * Signs in once, as the bot does: `sign-in-child.ts <authority> <tenant> <code>` prints whose code it
 * was. A process of its own, because only at its start Node is told whose certificates to believe.
 */
async function main([authority = '', tenant = '', code = '']: string[]): Promise<void> {
  const app = { appId: 'the-app', appSecret: 'the secret', authority, tenants: [tenant] };
  const entra = new EntraSignIn(app);
  const redirectUri = 'https://bailiff.example/packages/signed-in';
  const verifier = 'v'.repeat(43);
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const question = { redirectUri, state: 's', nonce: 'n', challenge };
  const address = new URL(await entra.address(question));
  const who = await entra.who({ redirectUri, code, nonce: 'n', verifier });
  console.log(JSON.stringify({ address: address.origin + address.pathname, who }));
}

void main(process.argv.slice(2));
