/** Every row of the catalogue of bad input, by section; its gaps are its own. */
export const catalogue: readonly string[] = [
  ...idsOf('A1-17 B1-26 C1-15 C17-21 C23 C27-28'),
  ...idsOf('D1-13 D15-32 D34 D36-41 D43-46 D51-61 D64 E1-11 CL1-9'),
  ...idsOf('G1-13 G15-26 G28-36 H1-6 H8-10 H12-26 H28-56 H58-78'),
  ...idsOf('I1-8 J1-21 K1-18 L1-16 L18-25 L27-28 N1-2 N4'),
];

/** What belongs to no row of it, and is tried beside them. */
export const beside: readonly string[] = idsOf('H57');

/** Rows that no HTTP client can send: a gateway decides on the base64 and the text of an event. */
export const eventOnly: readonly string[] = idsOf('B16-17 B21');

/**
 * Which file sends which rows. Those of `http/` run on both wires, those of `events/` on the one
 * of events alone. Every file holds itself to its line here, so the lines are all true.
 */
export const rowsOfFile: Readonly<Record<string, string>> = {
  'events/bodies': 'B12 B15-17 B20-24',
  'events/flipped-bits': 'D61',
  'events/header-values': 'B1 B6 B8-10 C1 C5-6 C8-9 C11-12 C27-28 D3 D34',
  'events/paths-and-methods': 'A1-6 A8 A12 A14-15',
  'http/amounts-of-a-grant': 'H76-77',
  'http/application-near-misses': 'H44-47 H55 H57 H63-67 H71-72 H75 H78',
  'http/bad-input-application': 'H1-6 H8 H15-22 H24-26 H28 H30-33 H36-41',
  'http/bad-input-attachments': 'L1-9 L12-16 L27-28',
  'http/bad-input-bytes': 'B18-20 B22-26',
  'http/bad-input-clients': 'CL1-5 CL7-8 N1-2',
  'http/bad-input-cryptography': 'D12 D16 D41 D43-46 D51-53',
  'http/bad-input-customers': 'K1-5 K15-18',
  'http/bad-input-envelope': 'B1-15',
  'http/bad-input-files': 'L10-11 L18-25',
  'http/bad-input-flipped-bits': 'D61',
  'http/bad-input-flood': 'CL9',
  'http/bad-input-freshness': 'E1-6 E10',
  'http/bad-input-headers': 'C1-15 C17-21 C23 C27-28',
  'http/bad-input-invoices': 'H42-45 H47-64 H68-75',
  'http/bad-input-json': 'G1-11 G13 G15-22 G24-26',
  'http/bad-input-json-types': 'G6 G12-13 G15 G17 G19 G22-24 G28-36',
  'http/bad-input-key-version': 'CL6-8 D5 D23-24 D37-38',
  'http/bad-input-queries': 'I1-8 J1-21',
  'http/bad-input-references': 'H2-3 H5 H9-10 H12-14 H23 H28-29 H34-35',
  'http/bad-input-replay': 'E7-9 E11',
  'http/bad-input-route': 'A1-17',
  'http/bad-input-signature-header': 'D1-13 D15-22 D25-32 D34 D36-41',
  'http/bad-input-signed-text': 'D54-60 D64',
  'http/bad-input-tokens': 'K6-14',
  'http/concurrency': 'N4',
};

/** `A1-3 CL9` is A01, A02, A03 and CL09. */
export function idsOf(ranges: string): string[] {
  return ranges.split(' ').flatMap((range) => {
    const found = /^([A-Z]+)(\d+)(?:-(\d+))?$/.exec(range);
    if (found === null) throw new Error(`no range of rows: ${range}`);
    const [, section = '', first = '', last = first] = found;
    const count = Number(last) - Number(first) + 1;
    return Array.from({ length: count }, (_, index) => {
      return `${section}${String(Number(first) + index).padStart(2, '0')}`;
    });
  });
}

/** The rows that a test's name says it is of. */
export function rowsNamed(testName: string | undefined): string[] {
  return testName?.match(/\b(?:[A-EG-LN]|CL)\d\d\b/g) ?? [];
}
