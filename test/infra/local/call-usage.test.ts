import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keyPath, type SigningServer, startServer } from '../../shared/client/signing-server.ts';
import { connectionTo, projectFolder, runCall } from './call-command.ts';

let server: SigningServer;
let folder: string;
let emptyFolder: string;

beforeAll(async () => {
  server = await startServer((_, response) => response.destroy());
  folder = projectFolder(connectionTo(server.baseUrl));
  emptyFolder = projectFolder();
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
  rmSync(emptyFolder, { recursive: true });
});

describe('wrong usage: 64, and nothing is sent', () => {
  test.each([
    [
      'an unknown operation',
      ['queryQuota'],
      /no operation queryQuota[\s\S]*\n {2}queryBudgetAccountInfo/,
    ],
    ['no operation', [], /Which operation\?[\s\S]*\n {2}queryCreditQuota/],
    ['an unknown option', ['queryCreditQuota', '--nope'], /--nope/],
    ['unquoted JSON', ['queryCreditQuota', '{a:', '1}'], /also got: 1}/],
    ['no JSON', ['applyCreditGrant'], /needs its JSON[\s\S]*"payeeCode":"PAYEE-7"/],
    ['no JSON for FX', ['inquiryAvailableQuota'], /"quotaAccumulationId":"U-7"/],
    ['no file for an attachment', ['submitAttachment'], /or give --file/],
    ['a missing file', ['submitAttachment', '--file', 'absent.pdf'], /--file: ENOENT/],
    ['a missing @file', ['inquiryCreditGrant', '@absent'], /@absent: ENOENT/],
    ['--file elsewhere', ['queryCreditQuota', '--file', 'x'], /submitAttachment only/],
    [
      'a public key for the private one',
      ['queryCreditQuota', '--key', keyPath('test_partner_pub.pem')],
      /--key: this is a public key/,
    ],
    ['a header that cannot travel', ['queryCreditQuota', '--customer', 'é'], /--customer and/],
  ])('%s', async (_, args, complaint) => {
    const { exitCode, stderr, stdout } = await runCall(folder, args);
    expect(stderr).toMatch(complaint);
    expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
    expect(server.seen).toEqual([]);
  });

  test('no connection says what to do', async () => {
    const { exitCode, stderr } = await runCall(emptyFolder, ['queryCreditQuota']);
    expect(stderr).toMatch(/no \.quotaline\/connection\.json here: run `npm start` first/);
    expect(exitCode).toBe(64);
  });

  test('a connection of another shape says where', async () => {
    const other = projectFolder({ ...connectionTo(server.baseUrl), keyVersion: '2' });
    const { exitCode, stderr } = await runCall(other, ['queryCreditQuota']);
    rmSync(other, { recursive: true });
    expect(stderr).toContain('not as expected at keyVersion. Run `npm start`');
    expect(exitCode).toBe(64);
  });
});

test('--help lists the operations and examples', async () => {
  const { exitCode, stdout } = await runCall(emptyFolder, ['--help']);
  expect(stdout).toMatch(/applyCreditGrant +Apply for a credit grant\.\n/);
  expect(stdout).toContain('| npm run call -- inquiryCreditGrant -');
  expect(exitCode).toBe(0);
});
