import type { Explanation } from './explained-alarm.ts';

/** The same for what no partner waits for: deferred work, checks and books. */
export const backOfficeRunbook = {
  /** The oldest message of deferred work. */
  oldMessages: {
    impact:
      'Applications that were ACCEPTED wait longer than they should for their decision. None is lost, and their headroom stays reserved.',
    lookAt:
      'the dashboard row "Deferred work"; the log of retry-credit-grant; DecisionServiceFaults.',
    steps:
      'An application that waits is a new message each time, so an old one has failed more than once. The worker fails: its log says on what. It is not run at all: see its throttles, and that its event source is enabled. When it is healed the queue drains by itself; what is undecided 635 minutes after acceptance ends as FAILED EVALUATION_TIMEOUT.',
  },
  /** One queue of dead letters. */
  deadLetters: (queue: string): Explanation => ({
    impact:
      'Work was given up on: an application is not being decided, a check was not made, an event of the core-banking system is not in the books, or an alarm did not reach its e-mail.',
    lookAt: `the queue ${queue}, whose letters hold ids and not contents; the log of the function it belongs to, at the time of the letter.`,
    steps:
      'Find the fault, heal it, then give the letters back: sqs start-message-move-task for the retry queue, an invocation with the letter for checks and events. Twice is as once: what was done already has no effect. A letter is kept for fourteen days. The row of an application says itself that it is due, so check-quotas sends for it even if the letter is lost; for an event nobody does.',
  }),
  /** Work that nobody does though it is due. */
  pastDue: {
    impact:
      'Accepted applications are past the time at which they should have been looked at again; partners go on reading ACCEPTED.',
    lookAt: 'the dashboard row "Deferred work"; RetrySendFaults; the age of the oldest message.',
    steps:
      'check-quotas sends for what is overdue, each minute. If it stays overdue the messages are not worked on (see old-messages) or cannot be sent: see the fault in the log of check-quotas, the policy of the queue and its KMS key. operator trace tells the story of one application.',
  },
  /** Nobody decided. */
  undecidedInTime: {
    impact:
      'Applications ended as FAILED EVALUATION_TIMEOUT because nobody decided within 635 minutes: partners lost credit that they may have been due.',
    lookAt:
      'operator trace for the applications; DecisionServiceFaults; grants that wait for a person.',
    steps:
      'It is final: the partner applies anew with another referenceNo. Those for review: nobody reviewed; see who should. Those for the decision service: it was down for ten hours, and the alarm decision-service should have been seen to. Tell the partners concerned.',
  },
  /** Invoices that nobody can apply with any more. */
  invoicesKept: {
    impact:
      'An application failed whose content cannot be read any more, so its invoices stay claimed: the partner is refused when it applies for them again.',
    lookAt:
      'the log line of the function that counted it, which names the creditGrantNo; operator trace.',
    steps:
      'See what made the row unreadable: a hand that wrote it, or code that reads it otherwise than it was written; if it is code, heal that first, and more will follow otherwise. Money is safe: the headroom is free again. Find the invoice claims that name the application, and have them released by whoever may write to the table, with the reason kept.',
  },
  /** The deployment's own decision service. */
  decisionService: {
    impact:
      'The decision service is down, slow or wrong: what the rules alone cannot refuse is ACCEPTED, and decided later.',
    lookAt:
      'fault in the log lines of apply-credit-grant and retry-credit-grant; the service itself.',
    steps:
      'After some failures in a row it is asked only now and then, so recovery shows after a minute. A wrong signature or an answer that does not parse is named in the log: compare the keys in the secret decision-service with those of the service. Without it nothing is approved; to do without it altogether, deploy with DecisionServiceUrl empty.',
  },
  /** Events of the core-banking system. */
  eventsRefused: {
    impact:
      'An event of the core-banking system was refused: a repayment, drawdown or limit that it thinks is in our books is not.',
    lookAt:
      'operator history for the customer; the log lines of post-ledger-event, which name the reason.',
    steps:
      'A refusal is final for its id: correct the event at its source, and post it with a new id. Until then the two books differ: a repayment that is missing keeps headroom too low, a drawdown too high. Nothing was changed by a refused event.',
  },
  /** The checks of each minute. */
  checksStopped: {
    impact:
      'Nobody looks for overdue work: applications whose message was lost stay ACCEPTED, grants past their due date are not noted as expired. What partners read stays right, as reads go by the clock.',
    lookAt:
      'the log of check-quotas; the schedule in EventBridge Scheduler; the queue of lost checks.',
    steps:
      'The schedule is disabled or its role was changed: deploy again. The function fails: its log says on what; a check resumes where the last one broke off, so one bad row is passed by. It is throttled: the account is out of concurrency. When it runs again it catches up in one go.',
  },
  /** The check of each day. */
  fullChecksStopped: {
    impact:
      'The books have not been recounted for more than a day: a drift would not be noticed. Partners notice nothing.',
    lookAt: 'the log of check-quotas around 02:17 UTC; the queue of lost checks; the schedule.',
    steps:
      'Invoke check-quotas with {"check":"full"}: it resumes where the last one broke off. If it breaks off again and again there is more to recount than fits its time: see TenantsRecounted, and raise its time limit or let it run more often. This alarm tells of silence, so its state is INSUFFICIENT_DATA.',
  },
  /** Books that do not add up. */
  ledgerDrift: {
    impact:
      'The counters of a facility or quota differ from its rows and ledger: a partner may be granted too much, or refused what it is due.',
    lookAt: 'the notice LedgerDrift on the bus, which names the tenant; operator ledger verify.',
    steps:
      'It cannot happen by design: keep everything. ledger verify prints what is stored and what it should be. If headroom is too high, set the limit of the facility down to what is used until it is understood. Correct by events that reverse what is wrong, never by editing rows. Look for a restored table, a hand-written row, or a version deployed shortly before.',
  },
  /** A daily copy of the table that failed. */
  backupFailed: {
    impact:
      'A daily copy of the table failed. Partners notice nothing, and the table can still be taken back to any second of 35 days, but not if it is itself gone.',
    lookAt:
      'the failed job in AWS Backup, whose status message names the reason; CloudTrail for backup, dynamodb and kms at that time.',
    steps:
      'AccessDenied: see who changed the role of the plan, the vault or the key alias/quotaline/<stage>/data; deploy again. Otherwise it was a fault of AWS. Either way make the copy now, with backup start-backup-job into the vault that is called as the stack, by the role of the plan, and see it completed.',
  },
  /** No copy of the table for more than a day. */
  backupMissing: {
    impact:
      'No copy of the table was completed for more than 26 hours. Partners notice nothing, but a table that is gone would be restored to the day before yesterday.',
    lookAt:
      'the jobs of the vault in AWS Backup: none, expired, aborted or still running; the plan and its selection; backup-failed.',
    steps:
      'No job: the plan or its selection was changed, or AWS Backup was switched off for DynamoDB in the settings of the region; deploy again. Expired or aborted: it did not start within its hour, or somebody stopped it. Make the copy now with backup start-backup-job. This alarm may tell of silence, and its state is then INSUFFICIENT_DATA.',
  },
  /** A function that nobody waits for fails. */
  functionErrors: (name: string): Explanation => ({
    impact: `${name} fails again and again: deferred decisions, expiries or events fall behind. Nothing is answered wrongly.`,
    lookAt: `the log of ${name}; the dashboard row "Functions"; the dead letters.`,
    steps:
      'What failed is tried again, then kept as a dead letter. If it began with a deployment, move the alias live back to the version before. If a dependency is down, wait: queues and schedules catch up by themselves.',
  }),
  /** A function that nobody waits for is not run. */
  functionThrottles: (name: string): Explanation => ({
    impact: `${name} is not run, because the account is out of concurrency: deferred work falls behind, and partners may soon get unsigned 503.`,
    lookAt: 'ConcurrentExecutions of the account; who uses it; gateway-faults.',
    steps:
      'No function of ours reserves concurrency, so somebody else took it, or traffic has grown: ask AWS for a higher quota, and stop what is not needed. Throttled messages are received again, and each receive counts: after five they are dead letters, to be given back.',
  }),
} as const;
