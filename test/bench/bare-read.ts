import { Agent, request } from 'node:http';
import type { Variant } from './rounds.ts';

/**
 * One read of the table by node:http alone: no SDK, no signature, nothing parsed. What a call costs
 * this machine whoever makes it; the local engine does not look at signatures.
 */
export function bareRead(environment: Readonly<Record<string, string>>): Variant {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const url = environment['AWS_ENDPOINT_URL_DYNAMODB'] ?? '';
  const Keys = [{ pk: { S: 'CLIENT#NOBODY' }, sk: { S: 'NOTHING' } }];
  const table = environment['QUOTALINE_TABLE'] ?? '';
  const body = JSON.stringify({ RequestItems: { [table]: { Keys, ConsistentRead: true } } });
  const scope = '20261121/us-east-1/dynamodb/aws4_request';
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(body),
    'x-amz-target': 'DynamoDB_20120810.BatchGetItem',
    'x-amz-date': '20261121T000000Z',
    authorization: `AWS4-HMAC-SHA256 Credential=local/${scope}, SignedHeaders=host, Signature=0`,
  };
  const read = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const sent = request(url, { method: 'POST', agent, headers });
      sent.on('error', reject).on('response', (response) => {
        if (response.statusCode !== 200) reject(new Error(`HTTP ${response.statusCode}`));
        response.on('end', resolve).resume();
      });
      sent.end(body);
    });
  return (size) => async () => {
    for (let i = 0; i < size; i++) await read();
  };
}
