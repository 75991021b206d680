import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const config = `
[req]
distinguished_name = name
prompt = no
x509_extensions = tsa_cert
[name]
CN = Test TSA
[tsa_cert]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[tsa]
default_tsa = main
[main]
serial = serial
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
`;

/** A time-stamping authority made of `openssl ts -reply`, behind HTTP. */
export class TimeStampAuthority {
  /** Replaces its next replies. */
  reply: ((question: Buffer) => { status: number; body: Buffer }) | undefined;
  asked = 0;
  readonly #folder = mkdtempSync(join(tmpdir(), 'bailiff-tsa-'));
  readonly #server: Server;

  private constructor() {
    writeFileSync(join(this.#folder, 'tsa.cnf'), config);
    writeFileSync(join(this.#folder, 'serial'), '01\n');
    this.#openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-config',
      'tsa.cnf',
      '-keyout',
      'tsa.key',
      '-out',
      'tsa.pem',
    );
    this.#server = createServer(async (req, res) => {
      const pieces: Buffer[] = [];
      for await (const piece of req) pieces.push(piece);
      this.asked += 1;
      const { body, status } = (this.reply ?? this.answer)(Buffer.concat(pieces));
      res.writeHead(status, { 'content-type': 'application/timestamp-reply' });
      res.end(body);
    });
  }

  static async start(): Promise<TimeStampAuthority> {
    const authority = new TimeStampAuthority();
    await new Promise<void>((resolve) => authority.#server.listen(0, '127.0.0.1', resolve));
    return authority;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/tsr`;
  }

  /** Certificate that `openssl ts -verify` trusts. */
  get certificate(): string {
    return join(this.#folder, 'tsa.pem');
  }

  readonly answer = (question: Buffer): { status: number; body: Buffer } => {
    writeFileSync(join(this.#folder, 'question.tsq'), question);
    this.#openssl(
      'ts',
      '-reply',
      '-config',
      'tsa.cnf',
      '-section',
      'main',
      '-queryfile',
      'question.tsq',
      '-out',
      'reply.tsr',
    );
    return { status: 200, body: readFileSync(join(this.#folder, 'reply.tsr')) };
  };

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
    rmSync(this.#folder, { recursive: true });
  }

  #openssl(...args: readonly string[]): void {
    execFileSync('openssl', [...args], { cwd: this.#folder, stdio: 'pipe' });
  }
}
