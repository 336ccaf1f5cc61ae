import * as z from 'zod/mini';

/** Where the laptop's own server, and no other, tells its page of the demo partner. */
export const demoPath = '/_sandbox/demo';

/** The demo partner of a laptop: what its page is preloaded with, private key included. */
export const demoDocument = z.object({
  clientId: z.string(),
  keyVersion: z.int(),
  /** PKCS#8, PEM. */
  privateKey: z.string(),
  /** Where that key lies, for commands to name. */
  privateKeyFile: z.string(),
  payeeCode: z.string(),
  vcCode: z.string(),
  attachmentType: z.string(),
  customers: z.array(
    z.object({ id: z.string(), accessToken: z.string(), contractStatus: z.string() }),
  ),
  fxQuotas: z.array(
    z.object({
      method: z.string(),
      id: z.string(),
      currency: z.string(),
      tradeType: z.optional(z.string()),
    }),
  ),
});

/** What a laptop tells its page. */
export type Demo = z.output<typeof demoDocument>;

/** Asks the laptop for its demo partner; undefined where there is none. Never throws. */
export async function loadDemo(): Promise<Demo | undefined> {
  try {
    const response = await fetch(demoPath, { cache: 'no-store' });
    return demoDocument.safeParse(await response.json()).data;
  } catch {
    return undefined;
  }
}
