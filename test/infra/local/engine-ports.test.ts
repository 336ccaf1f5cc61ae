import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import * as enginePorts from '../../../infra/local/engine-ports.ts';
import { enginesForTest } from './engines-for-test.ts';
import { localClients } from './local-clients.ts';
import { readState, writeState, writtenState } from './remembered-state.ts';

vi.mock('../../../infra/local/engine-ports.ts', { spy: true });

/** Someone else's server, which answers as an engine might. */
async function takenPort(): Promise<number> {
  const server = createServer((_, response) => response.end('not an engine'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

test('ports are drawn below those of outgoing connections, no two alike', async () => {
  const { dynamodb, queueAndStorage, secretsManager, eventBus } = await enginePorts.drawFreePorts();
  const ports = [dynamodb, queueAndStorage, secretsManager, eventBus];
  expect(new Set(ports).size).toBe(4);
  for (const port of ports) expect(port >= 20_000 && port < 32_768).toBe(true);
});

test.each(['dynamodb', 'queueAndStorage', 'secretsManager', 'eventBus'] as const)(
  'when someone takes the port drawn for %s, all are drawn again',
  async (engine) => {
    const taken = await takenPort();
    const drawn = await enginePorts.drawFreePorts();
    vi.mocked(enginePorts.drawFreePorts)
      .mockClear()
      .mockResolvedValueOnce({ ...drawn, [engine]: taken });
    const { endpoints } = await enginesForTest();
    expect(enginePorts.drawFreePorts).toHaveBeenCalledTimes(2);
    expect(Object.values(endpoints)).not.toContain(`http://127.0.0.1:${taken}`);
    const clients = localClients(endpoints);
    await writeState(clients);
    expect(await readState(clients)).toEqual(writtenState);
  },
);
