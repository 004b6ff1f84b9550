/** Captures the packets of one TCP port on the loopback interface. Needs the right to capture. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** `dumpcap` writes what it has seen a little later. */
const SETTLE_MS = 1_000;

/** Captures while `during` runs, in the old pcap format. */
export async function capture(file: string, port: number, during: () => Promise<void>): Promise<void> {
  const child = spawn('dumpcap', ['-q', '-P', '-i', 'lo', '-f', `tcp port ${port}`, '-w', file], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  const capturing = new Promise<void>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('File: ')) resolve();
    });
    child.on('error', reject);
    child.on('exit', () => reject(new Error(`dumpcap ended: ${said}`)));
  });
  await capturing;
  try {
    await during();
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  } finally {
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    await ended;
  }
}
