import { describe, expect, test } from 'vitest';
import { endpoints } from '../../../shared/catalogue/catalogue.ts';
import { commonRefusals, resultOf, results } from '../../../shared/catalogue/results.ts';

test('S is success, U what nobody knows, and everything else is F', () => {
  const codes = Object.entries(results);
  const withStatus = (status: string) =>
    codes.filter(([, row]) => row.status === status).map(([code]) => code);
  expect(withStatus('S')).toEqual(['SUCCESS']);
  expect(withStatus('U')).toEqual(['UNKNOWN_EXCEPTION', 'REQUEST_TRAFFIC_EXCEED_LIMIT']);
  expect(withStatus('F').sort()).toEqual(
    [...new Set([...commonRefusals, ...endpoints.flatMap(({ refusals }) => refusals)])].sort(),
  );
});

describe('each code is short, and its message a sentence that says what to do', () => {
  test.each(Object.entries(results))('%s', (code, { message }) => {
    expect(code).toMatch(/^[A-Z_]{1,64}$/);
    expect(message).toMatch(/^[A-Z][^<>{}]{6,254}\.$/);
  });
});

test('a result has the message of its code, or a more exact one', () => {
  expect(resultOf('METHOD_NOT_SUPPORTED')).toEqual({
    resultStatus: 'F',
    resultCode: 'METHOD_NOT_SUPPORTED',
    resultMessage: 'Use POST.',
  });
  expect(resultOf('PARAM_ILLEGAL', 'currency: required').resultMessage).toBe('currency: required');
});

describe('a message is cut at 256 characters', () => {
  test.each([
    [255, 255],
    [256, 256],
    [257, 256],
  ])('%i: %i', (length, expected) => {
    expect(resultOf('PARAM_ILLEGAL', 'x'.repeat(length)).resultMessage).toHaveLength(expected);
  });

  test('and never leaves half a character', () => {
    const { resultMessage } = resultOf('PARAM_ILLEGAL', `${'x'.repeat(255)}😀`);
    expect(resultMessage).toBe(`${'x'.repeat(255)}\ufffd`);
  });
});
