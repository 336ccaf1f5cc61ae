import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
import type { GatewayHandler } from '../../../shared/runtime/endpoint-handler.ts';
import type { Item } from '../../../shared/store/table.ts';
import { rows } from '../../instance.ts';
import { answerOf } from './answer.ts';
import { signedHeaders, verifyRequest } from './signatures.ts';

const { path } = rows.queryCreditQuota;

/** The same work as a hono application behind its adapter for Lambda. */
export function honoQuery(facility: Item | undefined): GatewayHandler {
  const app = new Hono();
  app.post(path, async (c) => {
    const body = await c.req.text();
    const clientId = c.req.header('client-id') ?? '';
    const time = c.req.header('request-time') ?? '';
    verifyRequest({ path, clientId, time, body }, c.req.header('signature') ?? '');
    const answer = answerOf(body, facility);
    return c.body(answer, 200, signedHeaders(path, clientId, answer));
  });
  return handle(app) as unknown as GatewayHandler;
}
