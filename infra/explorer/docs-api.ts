import type { ApiName, Endpoint } from '../../shared/catalogue/endpoint.ts';
import { fieldMeanings } from '../../shared/catalogue/field-meanings.ts';
import { commonRefusals, type ResultCode, results } from '../../shared/catalogue/results.ts';
import { advice } from './advice.ts';
import { type Field, fieldsOf, flatFields, ruleWords } from './api-fields.ts';
import { chapter, listed, rich } from './docs-text.ts';
import { type Child, el, table } from './dom.ts';
import { exampleBody } from './examples.ts';
import { rowOf } from './session.ts';

const families = { credit: 'credit', fx: 'FX quota', worldcard: 'budget accounts' } as const;

/** One API as the catalogue declares it: path, fields with their rules, codes with what to do. */
export function apiPage(api: ApiName): HTMLElement {
  const row = rowOf(api);
  return el(
    'article',
    { class: 'prose' },
    el('h1', { tabindex: '-1' }, api),
    el('p', {}, row.purpose, ' ', el('a', { href: `#/try/${api}` }, 'Try it')),
    el('p', {}, el('code', { class: 'wrap' }, `POST ${row.path}`)),
    listed(...facts(row)),
    chapter('Request', fieldTable(`Fields of a request to ${api}`, fieldsOf(row.request), true)),
    chapter(
      'Example',
      el('pre', { class: 'code', tabindex: '0', 'aria-label': 'Example' }, example(api)),
    ),
    chapter(
      'Answer',
      'Besides `result`, an answer S has these. On F and U there is `result` and, where known, the `referenceNo`; never a `creditGrantStatus`.',
      fieldTable(`Fields of an answer of ${api}`, fieldsOf(row.response), false),
    ),
    chapter('Codes', codeTable(`Codes of ${api}`, codesOf(row))),
  );
}

/** The codes of an API: what any may give, then its own. */
export function codesOf(row: Pick<Endpoint, 'refusals'>): readonly ResultCode[] {
  const own = row.refusals.filter((code) => !commonRefusals.some((common) => common === code));
  const unknown = ['UNKNOWN_EXCEPTION', 'REQUEST_TRAFFIC_EXCEED_LIMIT'] as const;
  return ['SUCCESS', ...own, ...commonRefusals, ...unknown];
}

function facts(row: Endpoint): string[] {
  const { family, bodyLimitBytes, emptyBodyAllowed, idempotency, time } = row;
  return [
    `Product family: ${families[family]}.`,
    `A body of at most ${bodyLimitBytes.toLocaleString('en')} bytes${emptyBodyAllowed ? '; `{}` or none at all' : ''}.`,
    idempotency.kind === 'query'
      ? 'A query: calling it again is always harmless.'
      : `Idempotent by \`${idempotency.key}\`, for ever: the same content gives the same answer as of now, other content is REPEAT_REQ_INCONSISTENT.`,
    `Answered within ${time.deadlineMs / 1_000} s, with U if it could not be finished.`,
  ];
}

function example(api: ApiName): string {
  // The base64 of a file says nothing to a reader.
  return exampleBody(api, undefined).replace(
    /("attachmentContent": ")[^"]{60,}/,
    (_, start: string) => `${start}JVBERi0xLjQK…`,
  );
}

function fieldTable(caption: string, fields: readonly Field[], isRequest: boolean): HTMLElement {
  const rows = flatFields(fields).map(({ path, field }): Child[] => [
    el('code', {}, path),
    field.required ? (isRequest ? 'required' : 'always') : 'optional',
    el('span', {}, ...rich(fieldMeanings[field.name] ?? '')),
    el('span', {}, ruleWords(field)),
  ]);
  if (rows.length === 0) return el('p', {}, 'None: send {}.');
  return table(caption, ['field', 'when', 'meaning', 'rule'], rows);
}

/** Codes with their truth, what they mean and what to do next. */
export function codeTable(caption: string, codes: readonly ResultCode[]): HTMLElement {
  return table(
    caption,
    ['code', 'truth', 'meaning', 'what to do'],
    codes.map((code) => [
      el('code', {}, code),
      el('strong', {}, results[code].status),
      advice[code].means,
      advice[code].next,
    ]),
  );
}
