import type { HttpHeader } from '../../shared/client/http-post.ts';
import type { PartnerExchange } from '../../shared/client/partner-client.ts';
import { type SignedMessage, stringToSign } from '../../shared/signing/string-to-sign.ts';
import { excerpt, printable } from './call-printable.ts';
import { paint } from './call-report.ts';

/**
 * Both directions as they travelled: the headers, and the exact bytes that each signature covers.
 * The access token is shown; it is the user's own.
 */
export function explanationOf({ request, received, reading }: PartnerExchange): string {
  const parts = [
    section(`request: POST ${request.url.href}`, headerLines(request.headers)),
    signedSection('the request signs', request.signed),
  ];
  if (received === undefined) return parts.join('\n\n');
  parts.push(section(`answer: HTTP ${received.status}`, headerLines(received.headers)));
  const signed = reading?.signed;
  if (signed !== undefined) parts.push(signedSection('the answer must sign', signed));
  return parts.join('\n\n');
}

function signedSection(title: string, signed: SignedMessage): string {
  const bytes = stringToSign(signed);
  const length = `${bytes.length.toLocaleString('en')} bytes`;
  const shown = printable(excerpt(bytes.toString('utf8'))).replaceAll('\n', '␊\n');
  return section(`${title} (${length}, ␊ is a line feed)`, shown);
}

function headerLines(headers: readonly HttpHeader[]): string {
  return headers.map(([name, value]) => printable(`${name}: ${value}`)).join('\n');
}

function section(title: string, text: string): string {
  return `${paint('dim', `--- ${title}`)}\n${text}`;
}
