import { Router } from '@aws-lambda-powertools/event-handler/http';
import type { GatewayHandler } from '../../../shared/runtime/endpoint-handler.ts';
import type { Item } from '../../../shared/store/table.ts';
import { rows } from '../../instance.ts';
import { answerOf } from './answer.ts';
import { signedHeaders, verifyRequest } from './signatures.ts';

const { path } = rows.queryCreditQuota;

/** The same work behind the router of Powertools. */
export function routerQuery(facility: Item | undefined): GatewayHandler {
  const app = new Router();
  app.post(path, async ({ req }) => {
    const body = await req.text();
    const clientId = req.headers.get('client-id') ?? '';
    const time = req.headers.get('request-time') ?? '';
    verifyRequest({ path, clientId, time, body }, req.headers.get('signature') ?? '');
    const answer = answerOf(body, facility);
    return new Response(answer, { headers: signedHeaders(path, clientId, answer) });
  });
  return ((event, context) => app.resolve(event, context)) as GatewayHandler;
}
