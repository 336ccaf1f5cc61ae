import { type Api, otherPair, paths } from '../http/provider.ts';
import {
  type SdkCall,
  type SdkCommand,
  type SdkProcess,
  startSdk,
  type Told,
} from './sdk-process.ts';
import type { Sdk } from './sdks.ts';
import { clientOf } from './stage.ts';

/** A partner that has nothing but its SDK. */
export interface SdkPartner {
  readonly sdk: Sdk;
  /** Calls an API: as itself, with its own key, without further headers, unless said otherwise. */
  call(
    api: Api,
    body: SdkCall['body'],
    changes?: Partial<SdkCall>,
  ): Promise<Told & { readonly outcome: string }>;
  stop(): Promise<void>;
}

/** Where all partners call, and what they know the provider by. */
export type Provider = Pick<SdkCall, 'gateway' | 'serverPublicKey'>;

/** Starts the program of an SDK. */
export function startPartner(sdk: Sdk, command: SdkCommand, provider: Provider): SdkPartner {
  const running: SdkProcess = startSdk(command);
  const clientId = clientOf(sdk);
  const own = { ...provider, clientId, privateKey: otherPair.privateKeyPem, headers: {} };
  return {
    sdk,
    async call(api, body, changes = {}) {
      const call = { ...own, path: paths[api], body, ...changes };
      const { privateKey, serverPublicKey } = call;
      const told = await running.call({
        ...call,
        privateKey: bare(privateKey),
        serverPublicKey: bare(serverPublicKey),
      });
      return { ...told, outcome: outcomeOf(told) };
    },
    stop: () => running.stop(),
  };
}

/** `S SUCCESS` and the like, or `refused: …` where the SDK threw. */
function outcomeOf(told: Told): string {
  if ('refused' in told) return `refused: ${told.refused}`;
  const { resultStatus, resultCode } = told.answer['result'] as Readonly<Record<string, string>>;
  return `${resultStatus} ${resultCode}`;
}

/** What both SDKs take: PKCS#8 and SPKI in base64 without the lines around it. */
function bare(pem: string): string {
  return pem.replace(/-----[A-Z ]+-----|\s/g, '');
}
