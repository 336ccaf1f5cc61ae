import { endpoints } from '../../shared/catalogue/catalogue.ts';
import type { ApiName, Endpoint } from '../../shared/catalogue/endpoint.ts';
import { bytesOf } from './bytes.ts';
import { type Demo, loadDemo } from './demo-document.ts';
import { exampleBody } from './examples.ts';
import { type Exchange, exchange, type Intent } from './exchange.ts';
import type { Mistake } from './mistakes.ts';
import { loadPartnerKey, type PartnerKey } from './partner-key.ts';
import { loadSandboxRoutes } from './sandbox-routes.ts';
import { loadServerKeys, type ServerKey } from './server-keys.ts';
import { type Draft, requestTime, type SignedCall, signCall } from './signed-call.ts';
import { Watched } from './watched.ts';

/** Who calls, as the reader entered it. */
export interface Caller {
  readonly clientId: string;
  readonly keyVersion: number;
  readonly customerId: string;
  readonly accessToken: string;
}

/** Calls of this tab, newest first; older ones are forgotten. */
const keptCalls = 50;

/** Everything that the views show and change. It lives as long as the tab, and nowhere else. */
export class Session {
  /** Without a slash at its end; empty on the laptop, whose page calls where it came from. */
  readonly baseUrl: string;
  readonly caller = new Watched<Caller>({
    clientId: '',
    keyVersion: 1,
    customerId: '',
    accessToken: '',
  });
  readonly key = new Watched<PartnerKey | undefined>(undefined);
  readonly serverKeys = new Watched<readonly ServerKey[]>([]);
  /** Why the server's keys could not be loaded. */
  readonly serverKeysFault = new Watched('');
  readonly demo = new Watched<Demo | undefined>(undefined);
  readonly log = new Watched<readonly Exchange[]>([]);
  /** What a laptop's sandbox can be asked besides; nothing anywhere else. */
  readonly sandboxRoutes = new Watched<ReadonlySet<string>>(new Set());
  readonly #bodies = new Map<ApiName, Watched<string>>();
  /** Of the demo partner's key. */
  #demoFingerprint = '';
  /** Whoever is quicker than the demo's key is waited with. */
  #begun: Promise<void> = Promise.resolve();

  constructor(baseUrl: string) {
    this.baseUrl = baseUrl;
  }

  /** Where calls go, as a person would write it. */
  get shownBaseUrl(): string {
    return this.baseUrl === '' ? location.origin : this.baseUrl;
  }

  /** Whether the page was served by the provider on this machine. */
  get onLaptop(): boolean {
    return this.baseUrl === '';
  }

  /** The file of the key that signs, for programs to name: where another one lies is not known. */
  get keyFile(): string {
    const isDemo = this.key.value?.fingerprint === this.#demoFingerprint;
    return (isDemo ? this.demo.value?.privateKeyFile : undefined) ?? 'private.pem';
  }

  /** The text of an API's body, which is sent to the byte. */
  body(api: ApiName): Watched<string> {
    const kept = this.#bodies.get(api);
    if (kept !== undefined) return kept;
    const made = new Watched(exampleBody(api, this.demo.value));
    this.#bodies.set(api, made);
    return made;
  }

  /** Loads the demo partner, where there is one, and the server's keys. */
  begin(): void {
    this.#begun = this.#load();
  }

  async #load(): Promise<void> {
    const [demo, routes] = await Promise.all([
      this.onLaptop ? loadDemo() : undefined,
      this.onLaptop ? loadSandboxRoutes() : new Set<string>(),
      this.reloadServerKeys(),
    ]);
    this.sandboxRoutes.set(routes);
    if (demo === undefined) return;
    const key = await loadPartnerKey(demo.privateKey);
    const { clientId, keyVersion } = demo;
    this.demo.set(demo);
    this.caller.set({ ...this.caller.value, clientId, keyVersion });
    if (!('mistake' in key)) {
      this.#demoFingerprint = key.fingerprint;
      this.key.set(key);
    }
    for (const [api, body] of this.#bodies) body.set(exampleBody(api, demo));
  }

  /** Loads the server's keys anew: it may sign with one that came after the page. */
  async reloadServerKeys(): Promise<void> {
    try {
      this.serverKeys.set(await loadServerKeys(this.baseUrl));
      this.serverKeysFault.set('');
    } catch (error) {
      this.serverKeysFault.set(error instanceof Error ? error.message : String(error));
    }
  }

  /** A request that is not signed yet. */
  draft(api: ApiName, body: string, nowMs = Date.now()): Draft {
    const { path } = rowOf(api);
    return {
      method: 'POST',
      path,
      time: requestTime(nowMs),
      body: bytesOf(body),
      ...this.caller.value,
    };
  }

  /** Signs a body and sends it, with a mistake on purpose where one is given. */
  async call(api: ApiName, body: string, mistake?: Mistake): Promise<Exchange | undefined> {
    await this.#begun;
    const key = this.key.value;
    if (key === undefined) return undefined;
    const draft = this.draft(api, body);
    const call = await (mistake === undefined ? signCall(draft, key) : mistake.make(draft, key));
    return this.send(call, { api, mistake: mistake?.title, meant: draft.body });
  }

  /**
   * Makes a call once more as a client does after a `U`: the same content for the same customer,
   * by who calls now, signed as of now. A mistake is not made again.
   */
  async callAnew({ api, meant, call }: Exchange): Promise<Exchange | undefined> {
    const key = this.key.value;
    if (key === undefined) return undefined;
    const { customerId, accessToken } = call;
    const draft = { ...this.draft(api, ''), customerId, accessToken, body: meant };
    return this.send(await signCall(draft, key), { api, mistake: undefined, meant });
  }

  /** Sends a signed request as it is, and logs what comes of it. */
  async send(call: SignedCall, intent: Intent): Promise<Exchange> {
    if (this.serverKeys.value.length === 0) await this.reloadServerKeys();
    const made = await exchange(this.baseUrl, call, this.serverKeys.value, intent);
    this.log.set([made, ...this.log.value].slice(0, keptCalls));
    return made;
  }
}

/** The catalogue's row of an API. */
export function rowOf(api: ApiName): Endpoint {
  const row = endpoints.find(({ name }) => name === api);
  if (row === undefined) throw new Error(`the catalogue has no ${api}`);
  return row;
}

/** Whether a text names an API. */
export function isApiName(name: string): name is ApiName {
  return endpoints.some((row) => row.name === name);
}
