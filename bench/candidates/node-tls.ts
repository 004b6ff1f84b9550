import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createSecureContext, createServer, type SecureContext, type TLSSocket } from 'node:tls';
import type { Candidate, Tally } from '../candidate.js';
import { endSocket, serveSocket, socketClient } from './framed-socket.js';
import { selfSigned } from './self-signed.js';

const HOST = '127.0.0.1';

/** One suite, so that both ends encrypt with what tentacle-ts encrypts with. */
const TLS = { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3', ciphers: 'TLS_AES_128_GCM_SHA256' } as const;

/** What a client must know of a server: its port, and the certificate to trust. */
interface Target {
  readonly port: number;
  readonly cert: string;
}

async function open({ port }: Target, secureContext: SecureContext): Promise<TLSSocket> {
  // The certificate itself is trusted; which name it bears does not matter.
  const socket = connect({ ...TLS, host: HOST, port, secureContext, checkServerIdentity: () => undefined });
  await once(socket, 'secureConnect');
  return socket;
}

function trusting(address: string): { target: Target; secureContext: SecureContext } {
  const target = JSON.parse(address) as Target;
  // Made once: reading a certificate costs more than many a handshake.
  return { target, secureContext: createSecureContext({ ...TLS, ca: target.cert }) };
}

/** TLS 1.3 as Node offers it; only the server proves who it is, while in secio both sides do. */
export const candidate: Candidate = {
  async serve(scenario) {
    const tally: Tally = { messages: 0, bytes: 0 };
    let sessions = 0;
    const { key, cert } = selfSigned('bench');
    const server = createServer({ ...TLS, key, cert }, (socket) => {
      sessions += 1;
      socket.once('close', () => (sessions -= 1));
      serveSocket(socket, scenario, tally);
    });
    server.listen(0, HOST);
    await once(server, 'listening');
    const target: Target = { port: (server.address() as AddressInfo).port, cert };
    return { address: JSON.stringify(target), tally, sessions: () => sessions };
  },

  async connect(address, scenario, onReply) {
    const { target, secureContext } = trusting(address);
    return socketClient(await open(target, secureContext), scenario, onReply);
  },

  dialer: (address) => {
    const { target, secureContext } = trusting(address);
    return Promise.resolve(async () => {
      const socket = await open(target, secureContext);
      return { close: () => endSocket(socket) };
    });
  },
};
