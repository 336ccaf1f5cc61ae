import type { Explanation } from './explained-alarm.ts';

/**
 * What each alarm of requests and keys means, where to look, and what to do: one entry an alarm,
 * the very text that it is sent with. `operator` is `npm run operator --` with `--stack`.
 */
export const requestRunbook = {
  /** Answers `U` of one endpoint, against its budget. */
  unknownShare: (api: string): Explanation => ({
    impact: `Partners get U from ${api} more often than one request in a thousand: they repeat it after 5 to 320 minutes, and do not know meanwhile.`,
    lookAt:
      'the dashboard row "Answers"; the log lines of the function with a fault; then DynamoDB, Secrets Manager and KMS in the AWS Health Dashboard.',
    steps: `The fault of the log lines names the cause. A dependency that is down needs no deployment to recover: tell partners, and wait. Throttling of one facility: see whether one partner repeats without pausing. A code fault since the last deployment: go back to the version before, with lambda update-alias for the alias live. U is never a lost grant: what was committed is found by inquiry.`,
  }),
  /** Slow answers of one endpoint, against its budget. */
  slowShare: (api: string, slowMs: number): Explanation => ({
    impact: `More than one in a hundred answers of ${api} takes longer than ${slowMs} ms; if it gets worse, they become U.`,
    lookAt:
      'the dashboard row "Times"; the X-Ray traces of the function, which tell cold starts from slow calls; SuccessfulRequestLatency of the table.',
    steps:
      'Many cold starts after a deployment or a burst pass by themselves. Slow calls to the table: see whether one facility takes all the writes (ThrottledRequests). Slow for one API alone: compare its version with the one before. If it began with a deployment, move the alias live back. More memory is more processor: raise memoryMb in the catalogue if the maximum is near.',
  }),
  /** The gateway's own 5xx. */
  gatewayFaults: {
    impact:
      'Partners get HTTP 5xx without a signature. Their SDKs take it for U, some for an attack, and log it as a failed verification.',
    lookAt:
      'integrationError and status in the access log of the gateway; Errors, Throttles and ConcurrentExecutions of the functions.',
    steps:
      'Throttled functions: the account is out of concurrency; ask for more, and see who uses it. Errors: the function died (memory, a rejection that nobody handled); the log ends with the reason. Time-outs: the function did not answer at its own deadline, which is a fault of ours; keep the log. 503 with AnsweredUnsigned beside it: see the alarm unsigned-answers.',
  },
  /** The gateway's own 4xx. */
  gatewayRefusals: {
    impact:
      'Partners may get HTTP 429, 413 or 400 from the gateway, unsigned, before any function could answer.',
    lookAt: 'status by sourceIp in the access log of the gateway; Count of the gateway.',
    steps:
      'A flood from few addresses: name them to whoever runs the firewall, or put CloudFront with its firewall in front (-c edgeDomain). 429 at ordinary traffic: we have outgrown gatewayThrottle; raise it, and the quota of the account with it. 400 and 413 from one address: somebody tries the wrong host or a file that is too large; nobody is hurt but them.',
  },
  /** 503 by our own hand. */
  unsignedAnswers: {
    impact:
      'Some instances cannot sign: every API answers HTTP 503 with an unsigned U. Nothing is begun, nothing is lost.',
    lookAt:
      'secretName and fault in the log lines; the secret quotaline/<stage>/server-key, its versions, and its KMS key.',
    steps:
      'Only instances that never had the key are hit: the others go on for an hour. AccessDenied: see who changed the policy of the secret or disabled the key, in CloudTrail. Malformed: put the value of AWSPREVIOUS back. Missing after a first deployment: see what the deployment said about keys. Instances recover by themselves within a minute.',
  },
  /** Keys and client records that do not load. */
  keyRefresh: {
    impact:
      'None yet: the keys that are held serve for an hour after their last load. After that partners get U, and at once if their client record was never loaded.',
    lookAt: 'secretName and fault in the log lines; Secrets Manager and KMS in CloudTrail.',
    steps:
      'One client secret: its value is malformed; show it with operator partner show, and correct it. All secrets: Secrets Manager, KMS or our permission to use them is down; see AWS Health, then the last change of key policies. A key that leaked need not wait for that: retire it without --at, or pause the partner; an instance that cannot load the record anew answers U to that partner until it can.',
  },
  /** Leases of client rates. */
  rateLeases: {
    impact:
      'None to partners: nobody is refused for it. A client may for now call at its full rate from every instance, instead of from all together.',
    lookAt:
      'fault in the log lines of the functions; ThrottledRequests of the table, and its key-level detail in CloudWatch Contributor Insights where that is on.',
    steps:
      'The table throttles or is slow, or the role may not write there. One client alone, far over its rate from many instances, can make its own key hot: pause it, or lower its rate. Otherwise the table is at its limits: see whether one facility takes all the writes, and AWS Health. If a client floods meanwhile, watch the concurrency of the functions.',
  },
  /** Failed signatures of one client. */
  signatureFailures: {
    impact:
      'A partner is refused with INVALID_SIGNATURE again and again: its integration is broken, or somebody else signs in its name.',
    lookAt:
      'the contributors of the alarm, which name the client; its log lines by keyVersion; sourceIp in the access log of the gateway.',
    steps:
      'All requests of the client fail: it signs with a key that we do not have, or its proxy changes bodies or paths; call it, and compare with --explain of npm run call. Some fail: one of its instances has an old key. From addresses that are not its own: an impostor; nothing got through, tell the partner. Never switch verification off: there is no switch.',
  },
  /** Clocks. */
  clockSkew: {
    impact:
      'The clock of a partner is off by more than half a minute; from one minute ahead, or five behind, its requests are refused.',
    lookAt:
      'the contributors of the alarm, which name the client; clockSkewSeconds of its log lines.',
    steps:
      'Tell the partner before it is refused. If several drift alike, it is our clock: see which instances, and deploy anew to replace them. A partner that signs long before it sends has the same effect: its queue is too long. operator partner change --freshness 900 helps for the time being.',
  },
  /** Clients over their rate. */
  throttledClients: {
    impact:
      'A partner is over its rate and gets REQUEST_TRAFFIC_EXCEED_LIMIT, a signed U: it must repeat, and its work falls behind.',
    lookAt:
      'the contributors of the alarm, which name the client; its requests by API on the dashboard.',
    steps:
      'It is the partner, not the table: a lease that cannot be had refuses nobody (rate-leases). It repeats without pausing: tell it the schedule of the contract. It has grown: raise its rate and burst with operator partner change, and see that the gateway, the concurrency of functions and the writes of one facility carry that. Other partners are not affected: the limit is per client, and charged after the signature.',
  },
  /** A new version that does not do; it tells the roll-out, which tells whoever deploys. */
  rollback: (functionName: string): Explanation => ({
    impact: `During a deployment of ${functionName} more than two in a hundred calls end in U or an error; a tenth of them meets the new version.`,
    lookAt: 'the deployment in CodeDeploy; the log of the function, by version.',
    steps:
      'While a deployment runs, the alias live goes back to the version before by itself, and the whole stack with it. Find the fault in the log of the new version, and deploy again. Outside a deployment nothing happens: unknown-share is for that. If the fault is older and the deployment is to heal it, deploy with -c rollout=all-at-once, which does not wait for this alarm.',
  }),
} as const;
