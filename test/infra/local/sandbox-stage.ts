import { applicationBody, attachmentBody } from '../../builders.ts';
import { type Api, paths, startTestProvider, type TestProvider } from '../../http/provider.ts';
import { send, type WireAnswer, type WirePartner } from '../../http/wire-partner.ts';

type Body = Readonly<Record<string, unknown>>;

/** A partner of the sandbox, as a test calls it. */
export interface StagedPartner {
  readonly partner: WirePartner;
  /** Calls an API with a body that works, but for what is given. */
  call(api: Api, changes?: Body, headers?: Readonly<Record<string, string>>): Promise<WireAnswer>;
  /** The rows under its id, the signatures it sent left out. */
  rows(): Promise<readonly Record<string, unknown>[]>;
}

/** A provider in this process, and its control plane. */
export interface SandboxStage extends TestProvider {
  readonly demo: StagedPartner;
  tell(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Told>;
  readonly newPartner: () => Promise<StagedPartner>;
}

export interface Told {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers as they please
  readonly body: any;
}

export async function startSandboxStage(): Promise<SandboxStage> {
  const provider = await startTestProvider();
  const { baseUrl } = provider.connection;
  async function tell(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Told> {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${baseUrl}/_sandbox${path}`, { method, ...sent });
    return { status: response.status, body: await response.json() };
  }
  const staged = (partner: WirePartner): Promise<StagedPartner> => stagedPartner(provider, partner);
  return {
    ...provider,
    demo: await staged(provider.partner),
    tell,
    async newPartner() {
      const { body } = await tell('POST', '/clients', {});
      const { clientId, keyVersion, privateKey: privateKeyPem, serverPublicKey } = body;
      const keys = { keyVersion, privateKeyPem, serverPublicKeyPem: serverPublicKey };
      return staged({ baseUrl, clientId, ...keys });
    },
  };
}

async function stagedPartner(provider: TestProvider, partner: WirePartner): Promise<StagedPartner> {
  const { connection } = provider;
  const wire = (api: Api, body: Body, headers: Readonly<Record<string, string>> = {}) =>
    send(partner, { path: paths[api], body, headers });
  const submitted = await wire('submitAttachment', attachmentBody());
  const { fileKey } = submitted.body.attachmentInfo;
  const bodies: Readonly<Record<Api, (changes: Body) => Body>> = {
    queryCreditQuota: () => ({ productCode: 'AMAZON_VC_FACTORING_LOAN' }),
    applyCreditGrant: (changes) => applicationBody(connection, fileKey, changes),
    inquiryCreditGrant: (changes) => ({ referenceNo: 'REF_1', ...changes }),
    submitAttachment: (changes) => attachmentBody(changes),
    inquiryAvailableQuota: (changes) => ({
      quotaAccumulationMethod: 'USER_ID',
      quotaAccumulationId: '2188000000000001',
      currency: 'USD',
      ...changes,
    }),
    queryBudgetAccountInfo: () => ({}),
  };
  return {
    partner,
    call: (api, changes = {}, headers = {}) => wire(api, bodies[api](changes), headers),
    async rows() {
      const prefix = `CLIENT#${partner.clientId}`;
      const items = await provider.items();
      return items.filter(
        ({ pk, sk }) =>
          (pk === prefix || `${pk}`.startsWith(`${prefix}#`)) && !`${sk}`.startsWith('SIG#'),
      );
    },
  };
}
