import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Which test proves what happens under each fault: its file, and the beginning of its name. */
const proofs: Readonly<Record<string, readonly (readonly [file: string, name: string])[]>> = {
  F01: [['functions/apply-faults', 'at $point $nth, $name: the next call is as if it were the']],
  F02: [['functions/apply-faults', 'at $point $nth, $name: the next call is as if it were the']],
  F03: [['faults/faults-apply', 'F03 ']],
  F04: [
    ['shared/store/dynamo-table', 'once is made up for by the SDK'],
    ['shared/store/application-on-engine', 'once is accepted, and charged once'],
  ],
  F05: [
    ['shared/store/dynamo-table', 'every time is a fault, after one effect'],
    ['shared/store/application-on-engine', 'every time is U, and the next call and an inquiry'],
  ],
  F06: [
    ['shared/store/dynamo-table', 'a conflict'],
    ['shared/store/application-on-engine', 'a conflict that does not pass is U for traffic'],
  ],
  F07: [
    ['shared/store/dynamo-table', 'a conflict beside a failed condition'],
    ['shared/store/dynamo-table', 'but not for ever: %j is given up after four tries'],
  ],
  F08: [
    ['shared/store/dynamo-table', 'throttling'],
    ['faults/faults-apply', 'F08 '],
  ],
  F09: [
    ['shared/store/dynamo-content', 'under which other content is a fault'],
    ['faults/faults-apply', 'F09 '],
  ],
  F10: [
    ['shared/store/application-on-engine', 'and whose own rows stand in its way is recognised'],
  ],
  F11: [
    ['shared/store/application-on-engine', 'and whose own rows stand in its way is recognised'],
  ],
  F12: [['functions/apply-races', 'of three with the same content one commits']],
  F13: [['functions/apply-races', 'of two with other content for one reference']],
  F14: [
    ['functions/apply-races', 'of four for a headroom of two'],
    ['functions/apply-races', 'of forty at once for a headroom of 18'],
    ['shared/store/application-on-engine', 'of twenty applications at once for a headroom'],
  ],
  F15: [
    ['functions/apply-finality', 'is not granted by an execution that was frozen'],
    ['functions/apply-faults', 'at $point $nth, $name: changes nothing, answers the same'],
  ],
  F16: [
    ['shared/runtime/deadline', 'whose commit, not begun yet, never begins'],
    ['shared/runtime/deadline', 'whose commit, sent in time, lands'],
  ],
  F17: [['shared/runtime/secrets-down', 'answers 503, unsigned U, and begins nothing']],
  F18: [
    ['shared/runtime/secrets-down', 'with what it holds for an hour, then U'],
    ['faults/faults-dependencies', 'F18 '],
  ],
  F19: [
    ['shared/runtime/key-rotation', 'no request fails of a partner %s'],
    ['shared/runtime/key-rotation', 'zero requests fail while the record cannot be read'],
  ],
  F20: [
    ['shared/runtime/key-ring', 'a bad secret keeps the last good key'],
    ['shared/runtime/key-ring-clients', 'whose record went bad is known as it was'],
  ],
  F21: [['faults/faults-schedule', 'F21 ']],
  F22: [['faults/faults-schedule', 'F22 ']],
  F23: [['faults/faults-queue', 'F23 ']],
  F24: [['faults/faults-queue', 'F24 ']],
  F25: [['faults/faults-queue', 'F25 ']],
  F26: [['faults/faults-queue', 'F26 ']],
  F27: [['faults/faults-queue', 'F27 ']],
  F28: [
    ['infra/local/function-batch', 'the whole batch fails'],
    ['faults/faults-queue', 'F28 '],
  ],
  F29: [['faults/faults-queue', 'F29 ']],
  F30: [
    ['faults/faults-queue', 'F30 '],
    ['infra/retry-queue', 'feeds '],
  ],
  F31: [['faults/faults-dead-letters', 'F31 ']],
  F32: [['faults/faults-dead-letters', 'F32 ']],
  F33: [['faults/faults-schedule', 'F33 ']],
  F34: [['faults/faults-clocks', 'F34 ']],
  F35: [['faults/faults-clocks', 'F35 ']],
  F36: [['faults/faults-schedule', 'F36 ']],
  F37: [['faults/faults-schedule', 'F37 ']],
  F38: [
    ['faults/faults-attachments', 'F38 '],
    ['functions/submit-attachment', 'between file and row, the same submission again'],
  ],
  F39: [['faults/faults-attachments', 'F39 ']],
  F40: [
    ['faults/faults-attachments', 'F40 '],
    [
      'infra/attachment-bucket',
      'attachments are versioned, and encrypted under the key of the data',
    ],
    ['infra/permissions', 'what each function may do, and nothing else'],
  ],
  F41: [
    ['faults/faults-decision', 'F41 '],
    ['infra/local/decision-service', 'wrong approves in four ways, none of which counts'],
  ],
  F42: [['faults/faults-decision', 'F42 ']],
  F43: [['faults/faults-process', 'F43 ']],
  F44: [['faults/faults-process', 'F44 ']],
  F45: [
    ['shared/runtime/request-log', 'a log that cannot be written changes nothing'],
    ['shared/runtime/request-log', 'of a fault that is its own cause'],
    ['shared/runtime/held-value', 'a failure that cannot be reported does no harm'],
  ],
  F46: [['faults/faults-data', 'F46 ']],
  F47: [['faults/faults-fail-over', 'F47 ']],
  F48: [
    ['faults/faults-versions', 'F48 '],
    ['infra/gradual-rollout', 'each goes back when its calls go wrong'],
    ['shared/runtime/server-keys', 'code that knows of no next key reads this secret'],
  ],
  F49: [
    ['faults/faults-dependencies', 'F49 '],
    ['faults/faults-denied', 'F49 '],
  ],
  F50: [
    ['faults/faults-dependencies', 'F50 '],
    ['faults/faults-denied', 'F50 '],
  ],
  F51: [
    ['faults/faults-data', 'F51 '],
    ['functions/query-budget-account-info', 'more accounts than the limit'],
  ],
  F52: [['shared/runtime/key-ring', 'and its version are swapped in one step']],
};

/** The faults of section 2 that are proven here. */
const ids = Array.from({ length: 52 }, (_, n) => `F${String(n + 1).padStart(2, '0')}`);

test('every fault has its proof, and no proof is of an unknown fault', () => {
  expect(Object.keys(proofs)).toEqual(ids);
});

test.each(
  Object.entries(proofs).flatMap(([id, each]) => each.map(([file, name]) => [id, file, name])),
)('%s is proven in %s: %s', (_id, file, name) => {
  const text = readFileSync(`test/${file}.test.ts`, 'utf8');
  // A name begins where its quote does; a row of a table of cases is one too.
  const named = ["'", '"', '`'].some((quote) => text.includes(`${quote}${name}`));
  expect(named).toBe(true);
  expect(text).not.toMatch(/\b(test|describe)\.(skip|only|todo)\b/);
});

test('every named test of this folder is in the catalogue', () => {
  const files = readdirSync('test/faults').filter((name) => /^faults-.*\.test\.ts$/.test(name));
  for (const name of files) {
    const text = readFileSync(`test/faults/${name}`, 'utf8');
    const file = `faults/${name.replace('.test.ts', '')}`;
    for (const [, id = ''] of text.matchAll(/['`"](F\d\d) /g)) {
      expect(proofs[id]?.map(([where]) => where)).toContain(file);
    }
  }
});
