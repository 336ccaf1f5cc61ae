import { styleText } from 'node:util';
import type { ApiName } from '../../shared/catalogue/endpoint.ts';
import type { PartnerExchange } from '../../shared/client/partner-client.ts';
import { excerpt, printable } from './call-printable.ts';

type Style = Parameters<typeof styleText>[0];
type Kind = PartnerExchange['answer']['kind'];

/** What the command's exit says. */
export const exitCodes: Readonly<Record<Kind, number>> = { S: 0, F: 1, U: 2, unverified: 3 };
/** The command line was wrong, and nothing was sent: EX_USAGE of sysexits.h. */
export const usageExitCode = 64;
/** The command itself is wrong: EX_SOFTWARE. Node's own 1 would pass for an `F`. */
export const faultExitCode = 70;

const maxLine = 90;
const colours = { S: 'green', F: 'red', U: 'yellow', unverified: 'magenta' } as const;

/** The answer for a person: the outcome in one line, what there is to say about it, the body. */
export function reportOf(api: ApiName, exchange: PartnerExchange): string {
  const { answer } = exchange;
  const outcome =
    answer.kind === 'unverified' ? '? UNVERIFIED' : `${answer.kind} ${codeOf(answer)}`;
  const style: Style = ['bold', colours[answer.kind]];
  const headline = `${paint(style, printable(outcome))}  ${api}  (${circumstances(exchange)})`;
  const remarks = answer.kind === 'S' ? [] : [printable(answer.message)];
  if (answer.kind === 'unverified') {
    remarks.push('Nothing shows that this came from the provider: the outcome is unknown.');
  }
  return [headline, ...remarks, bodyOf(exchange)].filter((line) => line !== '').join('\n');
}

/** Text in a style, on a terminal that shows colours; elsewhere the text alone. */
export function paint(style: Style, text: string): string {
  return process.stdout.isTTY ? styleText(style, text, { stream: process.stdout }) : text;
}

function codeOf(answer: Exclude<PartnerExchange['answer'], { kind: 'unverified' }>): string {
  return answer.kind === 'S' ? 'SUCCESS' : answer.code;
}

function circumstances({ answer, received, reading, elapsedMs }: PartnerExchange): string {
  const took = `${Math.round(elapsedMs).toLocaleString('en')} ms`;
  if (received === undefined || reading === undefined) return `no answer, ${took}`;
  if (answer.kind === 'unverified') return `HTTP ${received.status}, ${took}`;
  return `answer verified, key version ${reading.keyVersion ?? 'not named'}, ${took}`;
}

function bodyOf({ answer }: PartnerExchange): string {
  if (answer.kind === 'unverified') return printable(excerpt(answer.bodyText));
  if (answer.body === undefined) return '';
  return printable(withShortObjects(JSON.stringify(answer.body, undefined, 2)));
}

/** Objects that hold no others are read more easily on one line, while they fit on it. */
function withShortObjects(json: string): string {
  return json.replace(/\{\n[^{}[\]]*\}/g, (object) => {
    const line = object.replace(/\s*\n\s*/g, ' ');
    return line.length <= maxLine ? line : object;
  });
}
