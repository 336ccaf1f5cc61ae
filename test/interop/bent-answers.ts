import type { Bend, SeenAnswer } from './tls-front.ts';

/** Answers that another server might give, and what of them an SDK minds. */
export type BendName =
  | 'as it is'
  | 'names in title case'
  | 'no client-id'
  | 'raw base64'
  | 'signature= first'
  | 'HTTP status 201'
  | 'HTTP status 400'
  | 'unsigned';

/** How to make them. All but the last are signed, and rightly so. */
export const bends: Readonly<Record<BendName, Bend>> = {
  'as it is': (answer) => answer,
  'names in title case': named((name) => name.replace(/(^|-)[a-z]/g, (at) => at.toUpperCase())),
  'no client-id': without('client-id'),
  'raw base64': signatureMade((value) => decodeURIComponent(value)),
  'signature= first': signatureMade((value) => value.split(',').toReversed().join(',')),
  'HTTP status 201': (answer) => ({ ...answer, status: 201 }),
  'HTTP status 400': (answer) => ({ ...answer, status: 400 }),
  unsigned: without('signature', 'response-time'),
};

/** Takes a digit more for the first amount: no signature covers that. */
export const moreMoney: Bend = (answer) => {
  const body = answer.body.replace(/"value":"/, '"value":"9');
  if (body === answer.body) throw new Error('there is no amount to change');
  return { ...answer, body };
};

/** The answer of a second later. */
export const laterTime: Bend = changed('response-time', (time) =>
  new Date(Date.parse(time) + 1_000).toISOString().replace(/\.\d+Z$/, '+00:00'),
);

/** The value of one of its headers. */
export function headerOf({ headers }: SeenAnswer, wanted: string): string {
  const found = headers.find(([name]) => name === wanted);
  if (found === undefined) throw new Error(`the answer has no ${wanted}`);
  return found[1];
}

function named(spell: (name: string) => string): Bend {
  return (answer) => ({
    ...answer,
    headers: answer.headers.map(([name, value]) => [spell(name), value]),
  });
}

function without(...unwanted: readonly string[]): Bend {
  return (answer) => ({
    ...answer,
    headers: answer.headers.filter(([name]) => !unwanted.includes(name)),
  });
}

function signatureMade(make: (value: string) => string): Bend {
  return changed('signature', make);
}

function changed(wanted: string, make: (value: string) => string): Bend {
  return (answer) => {
    const made = make(headerOf(answer, wanted));
    if (made === headerOf(answer, wanted)) throw new Error(`${wanted} is as it was`);
    return {
      ...answer,
      headers: answer.headers.map(([name, value]) => [name, name === wanted ? made : value]),
    };
  };
}
