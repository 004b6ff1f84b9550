import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { Candidate, Tally } from '../candidate.js';
import { endSocket, serveSocket, socketClient } from './framed-socket.js';

const HOST = '127.0.0.1';

async function open(address: string): Promise<Socket> {
  const socket = connect({ host: HOST, port: Number(address), noDelay: true });
  await once(socket, 'connect');
  return socket;
}

/** TCP as Node offers it, without encryption: the ceiling. */
export const candidate: Candidate = {
  async serve(scenario) {
    const tally: Tally = { messages: 0, bytes: 0 };
    let sessions = 0;
    const server = createServer((socket) => {
      sessions += 1;
      socket.once('close', () => (sessions -= 1));
      serveSocket(socket, scenario, tally);
    });
    server.listen(0, HOST);
    await once(server, 'listening');
    return { address: String((server.address() as AddressInfo).port), tally, sessions: () => sessions };
  },

  async connect(address, scenario, onReply) {
    return socketClient(await open(address), scenario, onReply);
  },

  dialer: (address) =>
    Promise.resolve(async () => {
      const socket = await open(address);
      return { close: () => endSocket(socket) };
    }),
};
