import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  type Answering,
  answerSigned,
  bodies,
  clientId,
  keyPath,
  type SigningServer,
  startServer,
} from '../../shared/client/signing-server.ts';
import { connectionTo, projectFolder, runCall } from './call-command.ts';

const good: Answering = (seen, response) => answerSigned(seen, response, bodies.quota);
const refusing: Answering = (seen, response) => answerSigned(seen, response, bodies.refused);
let answering: Answering = good;
let server: SigningServer;
let folder: string;
let emptyFolder: string;

beforeAll(async () => {
  server = await startServer((seen, response) => answering(seen, response));
  folder = projectFolder(connectionTo(server.baseUrl));
  emptyFolder = projectFolder();
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
  rmSync(emptyFolder, { recursive: true });
});

beforeEach(() => {
  answering = good;
  server.seen.length = 0;
});

describe('the exit code tells the outcome', () => {
  test('S: 0, with the headline and the body', async () => {
    const { exitCode, stdout, stderr } = await runCall(folder, ['queryCreditQuota']);
    expect(stdout).toMatch(
      /^S SUCCESS {2}queryCreditQuota {2}\(answer verified, key version 1, \d+ ms\)\n\{\n {2}"result"/,
    );
    expect(JSON.parse(stdout.slice(stdout.indexOf('{')))).toEqual(JSON.parse(bodies.quota));
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(server.seen[0]?.body.toString()).toBe('{"productCode":"AMAZON_VC_FACTORING_LOAN"}');
  });

  test('F: 1, with the message', async () => {
    answering = refusing;
    const { exitCode, stdout } = await runCall(folder, ['queryBudgetAccountInfo']);
    expect(stdout).toMatch(
      /^F OAUTH_FAIL {2}queryBudgetAccountInfo {2}\(answer verified.*\nNo\.\n/,
    );
    expect(exitCode).toBe(1);
    expect(server.seen[0]?.body.toString()).toBe('{}');
  });

  test('U: 2', async () => {
    answering = (seen, response) => answerSigned(seen, response, bodies.unknown);
    const { exitCode, stdout } = await runCall(folder, ['queryCreditQuota']);
    expect(stdout).toMatch(/^U UNKNOWN_EXCEPTION {2}queryCreditQuota {2}\(answer verified/);
    expect(exitCode).toBe(2);
  });

  test('no answer: 2', async () => {
    answering = (_, response) => response.destroy();
    const { exitCode, stdout } = await runCall(folder, ['queryCreditQuota']);
    expect(stdout).toMatch(
      /^U NO_ANSWER {2}queryCreditQuota {2}\(no answer, \d+ ms\)\nNo answer from/,
    );
    expect(exitCode).toBe(2);
    expect(server.seen).toHaveLength(1);
  });

  test('an answer that does not verify: 3, its controls spelled out', async () => {
    answering = (_, response) => response.writeHead(503).end('{"a":"\u001b[2J"}');
    const { exitCode, stdout } = await runCall(folder, ['queryCreditQuota']);
    expect(stdout).toMatch(/^\? UNVERIFIED {2}queryCreditQuota {2}\(HTTP 503, \d+ ms\)\n/);
    expect(stdout).toContain('the outcome is unknown');
    expect(stdout).toContain('{"a":"\\u{1b}[2J"}');
    expect(exitCode).toBe(3);
  });
});

describe('the JSON travels byte for byte', () => {
  const odd = ' {"referenceNo" :\n"R-1", "n": 1.0, "u":"\\u00e9é" }\r\n';

  test.each([
    ['as an argument', odd, ''],
    ['from standard input', '-', odd],
    ['from a file', '@odd.json', ''],
    ['even when it is no JSON', '{oops', ''],
    ['even when it is empty', '', ''],
  ])('%s', async (_, json, input) => {
    answering = refusing;
    writeFileSync(join(folder, 'odd.json'), odd);
    const { exitCode } = await runCall(folder, ['inquiryCreditGrant', json], input);
    const sent = json === '-' || json === '@odd.json' ? odd : json;
    expect(server.seen[0]?.body).toEqual(Buffer.from(sent));
    expect(exitCode).toBe(1);
  });
});

describe('who calls, and for whom', () => {
  test.each([
    ['a known customer, with its own token', ['--customer', 'C-BETA'], 'C-BETA', 'T-BETA'],
    ['another token', ['--customer', 'C-BETA', '--token', 'T-X'], 'C-BETA', 'T-X'],
    ['an unknown customer, with no token', ['--customer', 'C-X'], 'C-X', undefined],
    ['the partner itself', [], undefined, undefined],
  ])('%s', async (_, args, customer, token) => {
    await runCall(folder, ['queryCreditQuota', ...args]);
    expect(server.seen[0]?.headers['connected-customerid']).toBe(customer);
    expect(server.seen[0]?.headers['access-token']).toBe(token);
  });

  test('the connection is found from a folder further down', async () => {
    mkdirSync(join(folder, 'deeper/still'), { recursive: true });
    const { exitCode } = await runCall(join(folder, 'deeper/still'), ['queryCreditQuota']);
    expect(exitCode).toBe(0);
  });

  test('without a connection, as the options say', async () => {
    const keys = ['--key', keyPath('test_partner_pkcs8.pem'), '--key-version', '7'];
    const serverKey = ['--server-key', keyPath('test_platform_pub.pem')];
    const args = ['--url', server.baseUrl, '--client', clientId, ...keys, ...serverKey];
    const { exitCode } = await runCall(emptyFolder, ['queryCreditQuota', ...args]);
    expect(exitCode).toBe(0);
    expect(server.seen[0]?.headers['client-id']).toBe(clientId);
    expect(server.seen[0]?.headers['signature']).toContain('keyVersion=7');
  });
});

test('--explain shows the signed bytes, line feeds included, and the headers of both', async () => {
  const { stdout } = await runCall(folder, ['queryCreditQuota', '--explain']);
  const signedTime = String(server.seen[0]?.headers['request-time']);
  const request = `POST /amsin/alipay/business/credit/queryCreditQuota␊\n${clientId}.`;
  expect(stdout).toContain(`${request}${signedTime}.{"productCode":"AMAZON_VC_FACTORING_LOAN"}\n`);
  expect(stdout).toContain(`${request}2026-11-21T10:30:01+08:00.${bodies.quota}\n`);
  expect(stdout).toContain(`Request-Time: ${signedTime}\n`);
  expect(stdout).toContain('response-time: 2026-11-21T10:30:01+08:00\n');
});

describe('submitAttachment --file', () => {
  test('builds the attachment, and says what it made up', async () => {
    answering = refusing;
    writeFileSync(join(folder, 'invoice.pdf'), '%PDF-1.7');
    const args = ['submitAttachment', '{"bizOrderId":"O-9"}', '--file', 'invoice.pdf'];
    const { stdout } = await runCall(folder, args);
    const sent = JSON.parse(String(server.seen[0]?.body));
    expect(sent).toEqual({
      attachmentId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      attachmentType: 'INVOICE',
      attachmentContent: 'JVBERi0xLjc=',
      fileName: 'invoice.pdf',
      bizOrderId: 'O-9',
      bizType: 'CREDIT_GRANT_INVOICE',
    });
    expect(stdout).toContain(`defaulted attachmentId: ${sent.attachmentId}\n`);
    expect(stdout).toContain('defaulted bizType: CREDIT_GRANT_INVOICE\n');
    expect(stdout).not.toContain('defaulted bizOrderId');
  });
});
