import { expect, test } from 'vitest';
import {
  afterInquiryWaits,
  inquiryWaitMinutes,
} from '../../../shared/catalogue/inquiry-schedule.ts';
import { decisionSpanMs } from '../../../shared/domain/credit-grant.ts';

test('the schedule is the published one, and spans the time in which all is decided', () => {
  expect(inquiryWaitMinutes).toEqual([5, 10, 20, 40, 80, 160, 320]);
  expect(inquiryWaitMinutes.reduce((sum, minutes) => sum + minutes, 0) * 60_000).toBe(
    decisionSpanMs,
  );
});

test('in a sentence it names every wait', () => {
  expect(afterInquiryWaits).toBe('after 5, 10, 20, 40, 80, 160 and 320 minutes');
});
