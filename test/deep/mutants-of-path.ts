import { rows } from '../instance.ts';
import type { Choices } from './choices.ts';
import type { Mutation, Mutations } from './mutant.ts';

const path =
  (change: (path: string, choose: Choices) => string): Mutation =>
  (_, sent, choose) => ({ ...sent, path: change(sent.path, choose) });
const method =
  (change: (method: string) => string): Mutation =>
  (_, sent) => ({ ...sent, method: change(sent.method) });
const query =
  (text: string): Mutation =>
  (_, sent) => ({ ...sent, query: text });

/** The path in other spellings, and the other parts of a request line. */
export const pathMutations: Mutations = {
  'a slash at the end': path((text) => `${text}/`),
  'two slashes in front': path((text) => `/${text}`),
  'two slashes within': path((text, choose) => replaceOne(text, '/', '//', choose)),
  'a dot segment': path((text, choose) => replaceOne(text, '/', '/./', choose)),
  'a parent segment': path((text, choose) => replaceOne(text, '/', '/x/../', choose)),
  'a back slash': path((text, choose) => replaceOne(text, '/', '\\', choose)),
  'no slash in front': path((text) => text.slice(1)),
  'no path': path(() => ''),
  'the root': path(() => '/'),
  'a stage in front': path((text, choose) => choose.of(['/prod', '/$default', '/v1']) + text),
  'without its first segment': path((text) => text.slice(text.indexOf('/', 1))),
  'lower case': path((text) => text.toLowerCase()),
  'upper case': path((text) => text.toUpperCase()),
  'one letter in the other case': path((text, choose) => otherCase(text, choose)),
  'the address in front': path((text) => `https://api.example.com${text}`),
  'the host in front': path((text) => `//api.example.com${text}`),
  'a letter escaped': path((text, choose) => escapeOne(text, choose)),
  'a slash escaped': path((text, choose) => replaceOne(text, '/', '%2F', choose)),
  'escaped twice': path((text, choose) => escapeOne(text, choose).replace('%', '%25')),
  'a query in the path': path((text) => `${text}?a=1`),
  'an empty query in the path': path((text) => `${text}?`),
  'a fragment': path((text) => `${text}#a`),
  'a parameter of the path': path((text, choose) => text + choose.of([';a=b', ';jsessionid=1'])),
  'a blank at the end': path((text, choose) => text + choose.of([' ', '%20', '+', '\t', '\u00a0'])),
  'a blank in front': path((text) => ` ${text}`),
  'a line at the end': path((text, choose) => text + choose.of(['\n', '\r\n', '\r', '\u2028'])),
  'the signed text going on': path((text) => `${text}\nPARTNER_1.1795228200000.{}`),
  'a null byte': path((text) => `${text}\0`),
  'a letter of another script': path((text) => text.replace('a', '\u0430')),
  'a full-width letter': path((text) => text.replace('a', '\uff41')),
  'the long s': path((text) => text.replace('s', '\u017f')),
  'a lone surrogate': path((text) => `${text}\ud800`),
  'an ending': path((text, choose) => text + choose.of(['.json', '.do', '*', '.', '..', ':'])),
  'a letter less': path((text, choose) => dropOne(text, choose)),
  'two letters swapped': path((text, choose) => swapTwo(text, choose)),
  'the path twice': path((text) => text + text),
  'another API': path((_, choose) => choose.of(Object.values(rows)).path),
  'another API, at its function': (_, sent, choose) => {
    const row = choose.of(Object.values(rows));
    return { ...sent, api: row.name, path: row.path };
  },
  'another function': (_, sent, choose) => ({ ...sent, api: choose.of(Object.values(rows)).name }),
};

/** Other methods, and query strings. */
export const requestLineMutations: Mutations = {
  'another method': (_, sent, choose) => ({
    ...sent,
    method: choose.of(['GET', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'CONNECT']),
  }),
  'lower case': method((text) => text.toLowerCase()),
  'mixed case': method(() => 'Post'),
  'a blank behind the method': method((text) => `${text} `),
  'a blank before the method': method((text) => ` ${text}`),
  'no method': method(() => ''),
  'the method twice': method((text) => `${text} ${text}`),
  'the path moved to the method': (of, sent) => ({
    ...sent,
    method: `POST ${of.path.slice(0, 10)}`,
    path: of.path.slice(10),
  }),
  'a parameter': query('a=1'),
  'a name alone': query('debug'),
  'an equals sign': query('='),
  'a blank': query(' '),
  'an override of the method': query('_method=POST'),
};

function replaceOne(text: string, what: string, by: string, choose: Choices): string {
  const places = [...text.matchAll(new RegExp(what, 'g'))].map(({ index }) => index);
  const at = choose.of(places);
  return text.slice(0, at) + by + text.slice(at + what.length);
}

function letterAt(text: string, choose: Choices): number {
  return choose.of([...text.matchAll(/[A-Za-z]/g)].map(({ index }) => index));
}

function otherCase(text: string, choose: Choices): string {
  const at = letterAt(text, choose);
  const letter = text.charAt(at);
  const other = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
  return text.slice(0, at) + other + text.slice(at + 1);
}

function escapeOne(text: string, choose: Choices): string {
  const at = letterAt(text, choose);
  const hex = text.charCodeAt(at).toString(16);
  return `${text.slice(0, at)}%${choose.of([hex, hex.toUpperCase()])}${text.slice(at + 1)}`;
}

function dropOne(text: string, choose: Choices): string {
  const at = choose.int(text.length);
  return text.slice(0, at) + text.slice(at + 1);
}

function swapTwo(text: string, choose: Choices): string {
  const at = choose.int(text.length - 1);
  return text.slice(0, at) + text.charAt(at + 1) + text.charAt(at) + text.slice(at + 2);
}
