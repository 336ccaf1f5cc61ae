import type { KeptExchange } from './kept-exchange.ts';

/**
 * Exchanges as an HTTP Archive, for tools that read those.
 *
 * @see HAR 1.2, http://www.softwareishard.com/blog/har-12-spec/
 */
export function toHar(exchanges: readonly KeptExchange[], baseUrl: string): object {
  return {
    log: {
      version: '1.2',
      creator: { name: 'quotaline sandbox', version: '1' },
      entries: exchanges.map((exchange) => entryOf(exchange, baseUrl)),
    },
  };
}

function entryOf(exchange: KeptExchange, baseUrl: string): object {
  const { at, elapsedMs, method, target, headers, bodyBase64, answer, why, lost } = exchange;
  const body = Buffer.from(bodyBase64, 'base64');
  const answered = Buffer.from(answer.bodyBase64, 'base64');
  const common = { httpVersion: 'HTTP/1.1', cookies: [], headersSize: -1 };
  return {
    startedDateTime: at,
    time: elapsedMs,
    comment: JSON.stringify({ n: exchange.n, why, ...(lost && { lost }) }),
    request: {
      ...common,
      method,
      url: new URL(target, baseUrl).href,
      headers: namedValues(headers),
      queryString: [],
      bodySize: body.length,
      ...(body.length > 0 && {
        postData: { mimeType: headerOf(headers, 'content-type'), text: body.toString() },
      }),
    },
    response: {
      ...common,
      status: answer.status,
      statusText: '',
      headers: namedValues(answer.headers),
      bodySize: answered.length,
      redirectURL: '',
      content: {
        size: answered.length,
        mimeType: headerOf(answer.headers, 'content-type'),
        text: answered.toString(),
      },
    },
    cache: {},
    timings: { send: 0, wait: elapsedMs, receive: 0 },
  };
}

function namedValues(headers: KeptExchange['headers']) {
  return headers.map(([name, value]) => ({ name, value }));
}

function headerOf(headers: KeptExchange['headers'], name: string): string {
  return headers.find(([header]) => header.toLowerCase() === name)?.[1] ?? '';
}
