import { expect, test } from 'vitest';
import { inquiryWaitMinutes } from '../../../shared/catalogue/inquiry-schedule.ts';
import { decisionSpanMs } from '../../../shared/domain/credit-grant.ts';

test('the schedule is the published one, and spans the time in which all is decided', () => {
  expect(inquiryWaitMinutes).toEqual([5, 10, 20, 40, 80, 160, 320]);
  expect(inquiryWaitMinutes.reduce((sum, minutes) => sum + minutes, 0) * 60_000).toBe(
    decisionSpanMs,
  );
});
