import { attachmentBody } from '../builders.ts';

/** What a partner that signs rightly can send to keep us busy, and what it gets for it. */
export interface HostileBody {
  readonly what: string;
  readonly api: 'submitAttachment' | 'applyCreditGrant' | 'queryCreditQuota';
  /** Made when it is its turn: together they would fill the memory that is being watched. */
  body(): string;
  readonly message: string | RegExp;
}

const tooDeep = 'body: nested deeper than 16 levels';
const tooMany = 'body: more than 10000 members and elements';
const overJson = 'body: expected at most 131072 bytes';
const overFile = 'body: expected at most 6100000 bytes';
const unknown = 'a: unknown member';

/** As much as a body can hold beside what else it needs. */
export const large = 5_800_000;
/** One of them; for the endpoint with the largest limit unless another is named. */
export const hostile = (
  what: string,
  body: () => string,
  message: string | RegExp,
  api: HostileBody['api'] = 'submitAttachment',
): HostileBody => ({ what, api, body, message });

/** Texts that are meant to keep a reader of JSON busy. */
export const hostileTexts: readonly HostileBody[] = [
  hostile('20,000 deep', () => withMember(nested(20_000)), tooDeep),
  hostile(
    '20,000 deep, small limit',
    () => nested(20_000, '{"a":', '}'),
    tooDeep,
    'queryCreditQuota',
  ),
  hostile('200,000 deep', () => withMember(nested(200_000)), tooDeep),
  hostile(
    '200,000 deep, small limit',
    () => withMember(nested(200_000)),
    overJson,
    'applyCreditGrant',
  ),
  hostile('2,000,000 deep, never closed', () => `{"a":${'['.repeat(2_000_000)}`, tooDeep),
  hostile('500,000 keys', () => withMember(members(500_000)), tooMany),
  hostile('1,000,000 keys', () => withMember(members(1_000_000)), overFile),
  hostile('1,000,000 keys, small limit', () => members(1_000_000), overJson, 'applyCreditGrant'),
  hostile('1,000,000 elements', () => withMember(`[${'1,'.repeat(1_000_000)}1]`), tooMany),
  hostile('10,000 keys that begin alike', () => withMember(alike(9_900)), unknown),
  hostile('a string of 1 MB', () => withMember(quoted('x', 1_000_000)), unknown),
  hostile('an id of 1 MB', () => withId('x'.repeat(1_000_000)), /^attachmentId: expected 1 to 64/),
  hostile('a name of 1 MB', () => withName('x'.repeat(1_000_000)), /^fileName: expected 1 to 128/),
  hostile(
    'an id of 5 MB in three-byte letters',
    () => withId('€'.repeat(1_900_000)),
    /^attachmentId/,
  ),
  hostile('a million escapes', () => withMember(quoted('\\u0041', 950_000)), unknown),
  hostile(
    'a key of a million escapes',
    () => withMember('0', quoted('\\u0041', 950_000)),
    /a member/,
  ),
  hostile(
    'the same long key twice',
    () => twice(quoted('x', large / 2)),
    /^body: duplicate key "x{40}"/,
  ),
  hostile('a number of 5.8 MB', () => withMember('1'.repeat(large)), unknown),
  hostile('a fraction of 5.8 MB', () => withMember(`0.${'1'.repeat(large)}`), unknown),
  hostile(
    '9,000 long numbers',
    () => withMember(`[${`${'9'.repeat(600)},`.repeat(9_000)}1]`),
    unknown,
  ),
  hostile('5.8 MB of blanks', () => ' '.repeat(large), 'body: empty, expected a JSON object'),
  hostile(
    '5.8 MB of blanks before a text',
    () => `${' '.repeat(large)}x`,
    'body: expected a JSON object',
  ),
  hostile('blanks within', () => withMember(`${' '.repeat(large)}1`), unknown),
  hostile('a string never closed', () => `{"a":"${'x'.repeat(large)}`, 'body: JSON is cut off'),
  hostile('6 MB and more', () => withMember(quoted('x', 6_200_000)), overFile),
];

/** A submission with one more member, put before the others. */
function withMember(value: string, key = '"a"'): string {
  return `{${key}:${value},${JSON.stringify(attachmentBody()).slice(1)}`;
}

function members(count: number): string {
  return `{${Array.from({ length: count }, (_, index) => `"${index.toString(36)}":0`).join()}}`;
}

function nested(levels: number, open = '[', close = ']'): string {
  return `${open.repeat(levels)}0${close.repeat(levels)}`;
}

function quoted(letter: string, count: number): string {
  return `"${letter.repeat(count)}"`;
}

function twice(key: string): string {
  return `{${key}:0,${key}:0}`;
}

/** Members whose long keys differ in their last letters only. */
function alike(count: number): string {
  const prefix = 'k'.repeat(500);
  return `{${Array.from({ length: count }, (_, index) => `"${prefix}${index}":0`).join()}}`;
}

function withId(attachmentId: string): string {
  return JSON.stringify(attachmentBody({ attachmentId }));
}

function withName(fileName: string): string {
  return JSON.stringify(attachmentBody({ fileName }));
}
