import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { UsageError } from '../local/call-options.ts';
import type { Command } from './command.ts';
import type { Given } from './given.ts';
import type { Place } from './place.ts';
import { checkFxApi, checkLoanApis, openFacility } from './smoke-apis.ts';
import { checkBudgetApi } from './smoke-budget.ts';
import { cleanUp } from './smoke-clean-up.ts';
import { checkClients } from './smoke-clients.ts';
import { Enrolment } from './smoke-enrolment.ts';
import { checkPublishedKeys, serverKeysOf } from './smoke-keys.ts';
import { checkRefusals } from './smoke-refusals.ts';
import { SmokeEnded, SmokeRun } from './smoke-run.ts';
import { exitCodes, type World } from './world.ts';

const longestClientId = 64;

/** Calls every API once, as real clients do, with a partner made for it. */
export const smoke: Command = {
  words: ['smoke'],
  purpose: 'Call every API once with a throw-away partner, and verify every answer.',
  operands: [],
  options: [
    { flag: 'url', takes: '<url>', about: "the API's address; otherwise the place's own" },
    {
      flag: 'server-key',
      takes: '<file>',
      about:
        'the key or published keys that answers must verify with; otherwise those of its secret, or as published',
    },
    {
      flag: 'leave-out',
      takes: '<check>',
      about: 'do not make this call, by its name in the table',
      repeats: true,
    },
  ],
  example: 'smoke --url http://127.0.0.1:8787',
  run: runSmoke,
};

async function runSmoke(given: Given, place: Place, world: World): Promise<number> {
  for (const flag of ['client', 'customer']) {
    if (given.value(flag) !== undefined) throw new UsageError(`--${flag}: it makes its own.`);
  }
  const startedAt = performance.now();
  const side = await place.partnerSide();
  const baseUrl = urlOf(given.value('url') ?? side.baseUrl);
  await place.prepare('post');
  await place.prepare('send');
  const { privateKey, publicKey } = await newKeyPair();
  const clientId = `SMOKE_${world.newEventId().replace(/\W/g, '')}`.slice(0, longestClientId);
  const partner = { baseUrl, clientId, privateKey };
  const keyFile = given.value('server-key') ?? side.serverKeyFile;
  const safe = await place.keys();
  const serverKeys = await serverKeysOf(keyFile, { partner, safe, world });
  const leftOut = given.list('leave-out');
  const run = new SmokeRun({ partner, place, world, serverKeys, leftOut });
  const enrolment = new Enrolment(clientId, place, safe, world);
  world.print(`Smoke test of ${place.name} at ${baseUrl.origin} as ${clientId}`);
  try {
    await run.needStep('a partner is made', async () => {
      await enrolment.enrol(publicKey);
      return 'enrolled';
    });
    await checkPublishedKeys(run, serverKeys);
    await checkAll(run, world);
  } catch (error) {
    if (!(error instanceof SmokeEnded)) throw error;
    world.print(`     ${error.message}`);
  } finally {
    await cleanUp(run, place, enrolment);
  }
  for (const name of run.neverMet) world.complain(`--leave-out: there is no check ${name}.`);
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  const red = run.red + run.neverMet.length;
  const all = run.green + red;
  const verdict = red === 0 ? `All ${all} checks are green` : `${red} of ${all} checks are RED`;
  world.print(`${verdict}, ${seconds} s`);
  return red === 0 ? exitCodes.done : exitCodes.refused;
}

async function checkAll(run: SmokeRun, world: World): Promise<void> {
  await openFacility(run);
  await checkLoanApis(run, world.now());
  await checkFxApi(run);
  await checkBudgetApi(run, world.newToken(), world.now());
  await checkClients(run);
  await checkRefusals(run);
}

/** The private half never leaves this process. */
async function newKeyPair(): Promise<{ privateKey: KeyObject; publicKey: string }> {
  const pair = await promisify(generateKeyPair)('rsa', { modulusLength: 2_048 });
  const publicKey = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  return { privateKey: pair.privateKey, publicKey };
}

function urlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url !== undefined && /^https?:$/.test(url.protocol) && url.pathname === '/';
  // A prefix of the path would be signed by nobody: the API stands at the root of its host.
  if (url === undefined || !isPlain || url.search !== '' || url.hash !== '') {
    throw new UsageError('--url <url> is not valid: http(s)://host[:port], without a path.');
  }
  return url;
}
