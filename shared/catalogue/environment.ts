/**
 * The environment variables of the functions, by meaning. The stack and the local front set
 * them, the runtime's configuration reads them, and nobody else spells them.
 */
export const environmentNames = {
  stage: 'QUOTALINE_STAGE',
  tableName: 'QUOTALINE_TABLE',
  bucketName: 'QUOTALINE_ATTACHMENT_BUCKET',
  contractName: 'QUOTALINE_BUDGET_CONTRACT_NAME',
  contractUrl: 'QUOTALINE_BUDGET_CONTRACT_URL',
  retryQueueUrl: 'QUOTALINE_RETRY_QUEUE_URL',
  eventBusName: 'QUOTALINE_EVENT_BUS',
  /** Empty or absent: the built-in rules alone decide. */
  decisionUrl: 'QUOTALINE_DECISION_URL',
  /** Empty or absent: the stage has no explorer page. */
  explorerOrigin: 'QUOTALINE_EXPLORER_ORIGIN',
} as const;

/** The names of the secrets of one stage. */
export const secretNames = {
  /** The provider's signing keys by version. */
  serverKey: (stage: string): string => `quotaline/${stage}/server-key`,
  /** The ids of all clients, so that an invented id costs no look-up of its own. */
  clientIndex: (stage: string): string => `quotaline/${stage}/client-index`,
  /** Our key for the decision service and its key for us; neither is used towards partners. */
  decisionService: (stage: string): string => `quotaline/${stage}/decision-service`,
  /** One client's record: its keys, rate, subscriptions and contracts. */
  client: (stage: string, clientId: string): string => `quotaline/${stage}/clients/${clientId}`,
} as const;

/**
 * The keys of one stage, as aliases without `alias/`. Whoever makes a client's secret names the key
 * of the secrets: under any other, the functions could not read it.
 */
export const keyAliases = {
  data: (stage: string): string => `quotaline/${stage}/data`,
  secrets: (stage: string): string => `quotaline/${stage}/secrets`,
  messages: (stage: string): string => `quotaline/${stage}/messages`,
} as const;

/** The table's secondary indexes, all sparse. */
export const indexNames = {
  /** Undecided credit grants, by when they are next due. */
  dueGrants: 'due-grants',
  /** Live credit grants, by when they expire. */
  expiringGrants: 'expiring-grants',
  /** Every tenant that has a ledger, for the full check. */
  books: 'books',
} as const;

/** What the partitions of the clients' rates begin with: roles tell them from those of money. */
export const ratePartitions = 'RATE#';

/** One of the table's secondary indexes. */
export type IndexName = (typeof indexNames)[keyof typeof indexNames];

/** By what the bus knows an operator's events: those to be posted, and those that are an audit. */
export const operatorSource = 'quotaline.operator';

/** By what the bus knows our own notices; whatever comes from elsewhere may be an event to post. */
export const noticeSource = 'quotaline';
