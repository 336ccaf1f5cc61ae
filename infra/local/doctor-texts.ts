import type { Variant } from './doctor-finding.ts';

/** What a signed text is made of. */
export interface TextParts {
  readonly method: string;
  readonly path: string;
  readonly clientId: string;
  readonly time: string;
  readonly body: Buffer;
}

/** Puts the parts together, in pieces so that a long body is not copied. */
export type Form = (parts: TextParts) => readonly Buffer[];

const rightForm = 'The text is `<METHOD> <path>`, one line feed, `<Client-Id>.<time>.<body>`.';

const head =
  (write: (parts: TextParts) => string): Form =>
  (parts) => [Buffer.from(write(parts)), parts.body];

/** As the contract has it. */
export const contractForm: Form = head(
  ({ method, path, clientId, time }) => `${method} ${path}\n${clientId}.${time}.`,
);

function form(id: string, says: string, part: Form, change = rightForm): Variant<Form> {
  return { id, says: `The signed text is put together otherwise: ${says}.`, change, part };
}

/** The ways to put a text together that are not the contract's. */
export const formVariants: readonly Variant<Form>[] = [
  form(
    'form-no-newline',
    'there is no line feed behind the path',
    head((p) => `${p.method} ${p.path}${p.clientId}.${p.time}.`),
  ),
  form(
    'form-blank',
    'there is a blank for the line feed',
    head((p) => `${p.method} ${p.path} ${p.clientId}.${p.time}.`),
  ),
  form(
    'form-crlf',
    'its line ends with CR LF',
    head((p) => `${p.method} ${p.path}\r\n${p.clientId}.${p.time}.`),
    'Write the line feed as one byte, 0x0A, whatever the platform.',
  ),
  form(
    'form-backslash-n',
    'it has a backslash and an n for the line feed',
    head((p) => `${p.method} ${p.path}\\n${p.clientId}.${p.time}.`),
    'Write the line feed as one byte, 0x0A: in single quotes `\\n` is two letters in many languages.',
  ),
  form(
    'form-two-newlines',
    'there are two line feeds',
    head((p) => `${p.method} ${p.path}\n\n${p.clientId}.${p.time}.`),
  ),
  form(
    'form-swapped',
    'client id and time are swapped',
    head((p) => `${p.method} ${p.path}\n${p.time}.${p.clientId}.`),
  ),
  form(
    'form-method-behind',
    'path and method are swapped',
    head((p) => `${p.path} ${p.method}\n${p.clientId}.${p.time}.`),
  ),
  form(
    'form-no-last-dot',
    'the dot before the body is missing',
    head((p) => `${p.method} ${p.path}\n${p.clientId}.${p.time}`),
    `${rightForm} The second dot stays when the body is empty.`,
  ),
  form(
    'form-no-dots',
    'the dots are missing',
    head((p) => `${p.method} ${p.path}\n${p.clientId}${p.time}`),
  ),
  form(
    'form-lines',
    'there are line feeds for the dots',
    head((p) => `${p.method} ${p.path}\n${p.clientId}\n${p.time}\n`),
  ),
  form(
    'form-line-each',
    'method and path are on lines of their own',
    head((p) => `${p.method}\n${p.path}\n${p.clientId}.${p.time}.`),
  ),
  form(
    'form-no-blank',
    'the blank behind the method is missing',
    head((p) => `${p.method}${p.path}\n${p.clientId}.${p.time}.`),
  ),
  form(
    'form-http-version',
    'it has the whole request line',
    head((p) => `${p.method} ${p.path} HTTP/1.1\n${p.clientId}.${p.time}.`),
  ),
  form(
    'form-no-method',
    'the method is missing',
    head((p) => `${p.path}\n${p.clientId}.${p.time}.`),
  ),
  form(
    'form-no-client',
    'the client id is missing',
    head((p) => `${p.method} ${p.path}\n${p.time}.`),
  ),
  form(
    'form-no-time',
    'the time is missing',
    head((p) => `${p.method} ${p.path}\n${p.clientId}.`),
  ),
  form(
    'form-second-line',
    'the first line, method and path, is missing',
    head((p) => `${p.clientId}.${p.time}.`),
  ),
  form('form-body-alone', 'only the body was signed', (p) => [p.body]),
  form('form-body-first', 'the body stands before the time', (p) => [
    Buffer.from(`${p.method} ${p.path}\n${p.clientId}.`),
    p.body,
    Buffer.from(`.${p.time}`),
  ]),
  form(
    'form-utf16',
    'it is in UTF-16',
    (p) => [Buffer.from(Buffer.concat([...contractForm(p)]).toString(), 'utf16le')],
    'Turn the text into UTF-8 bytes before it is signed.',
  ),
  form(
    'form-percent',
    'it is percent-encoded',
    (p) => [Buffer.from(encodeURIComponent(Buffer.concat([...contractForm(p)]).toString()))],
    'Percent-encode the signature, not the text.',
  ),
  form(
    'form-base64',
    'its base64 was signed',
    (p) => [Buffer.from(Buffer.concat([...contractForm(p)]).toString('base64'))],
    'Sign the text itself.',
  ),
];
