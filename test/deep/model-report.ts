import { type ModelRun, modelRun } from './model-run.ts';
import { report, scaled, seed } from './scale.ts';

/** What a run must have come through to say anything, from this many operations on. */
const enough = 20_000;
const wanted = [
  'apply SUCCESS DECISION',
  'apply ACCEPTED DECISION',
  'apply ACCEPTED REVIEW',
  'apply QUOTA_NOT_ENOUGH',
  'apply LOAN_OVERDUE',
  'apply INVOICE_ALREADY_FINANCED',
  'apply INVOICE_NOT_ELIGIBLE',
  'apply EVALUATION_TIMEOUT',
  'apply F REPEAT_REQ_INCONSISTENT',
  'apply U UNKNOWN_EXCEPTION',
  'replay S SUCCESS',
  'replay F INVALID_SIGNATURE',
  'worked on a message',
  'requeued',
  'expired',
  'grant.reviewed posted',
  'loan.drawn posted',
  'loan.repaid posted',
  'facility.limit-changed posted',
  'fx-quota.debited posted',
];

/** Runs the model at the size and from the seed that the runner says, and tells its figures. */
export async function toldModelRun(
  suite: string,
  operations: number,
  newTable?: ModelRun['newTable'],
): Promise<void> {
  const started = Date.now();
  const { QUOTALINE_PATH: path, QUOTALINE_REPLAY: replayPath } = process.env;
  const on = newTable ? { newTable } : {};
  const tally = await modelRun({ operations: scaled(operations), seed, path, replayPath, ...on });
  const of = (what: string) => tally.get(what) ?? 0;
  const missed = wanted.filter((what) => of(what) === 0);
  if (of('operations') >= enough && missed.length > 0) {
    throw new Error(`the run says nothing of: ${missed.join(', ')}`);
  }
  report(suite, {
    operations: of('operations'),
    applications: of('apply S SUCCESS'),
    messages: of('worked on a message'),
    loans: of('loan.drawn posted'),
    repayments: of('loan.repaid posted'),
    'checks that expired grants': of('expired'),
    violations: 0,
    seconds: Math.round((Date.now() - started) / 1_000),
  });
}
