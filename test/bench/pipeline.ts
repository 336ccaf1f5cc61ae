import { signMessage } from '../../shared/signing/sign.ts';
import { rows } from '../instance.ts';
import { answer, bareSign, floor, privateKey } from './floor.ts';
import { benchInstance, handled } from './instance.ts';
import { bareQuery } from './peers/bare.ts';
import { honoQuery } from './peers/hono.ts';
import { routerQuery } from './peers/powertools-router.ts';
import { median, medianRatio, timeInRounds } from './rounds.ts';
import { isQuick, tell } from './suite.ts';

const { apply, query, applications, queries, facility } = await benchInstance();
const [one, ten, ninety] = [applications(1), applications(10), applications(90)];
const message = { method: 'POST', path: '', clientId: '', time: '', body: answer };
const key = { keyVersion: 1, privateKey };

const samples = await timeInRounds(
  {
    'floor-1': floor(one),
    'handler-1': handled(apply, rows.applyCreditGrant, one),
    'floor-10': floor(ten),
    'handler-10': handled(apply, rows.applyCreditGrant, ten),
    'floor-90': floor(ninety, { json: true }),
    'handler-90': handled(apply, rows.applyCreditGrant, ninety),
    'floor-query': floor(queries),
    'handler-query': handled(query, rows.queryCreditQuota, queries),
    'peer-bare': handled(bareQuery(facility), rows.queryCreditQuota, queries),
    'peer-hono': handled(honoQuery(facility), rows.queryCreditQuota, queries),
    'peer-router': handled(routerQuery(facility), rows.queryCreditQuota, queries),
    'floor-sign': bareSign,
    sign: (size) => () => {
      for (let i = 0; i < size; i++) signMessage(message, key);
    },
  },
  isQuick ? { rounds: 9, size: 100, warmUps: 12 } : { rounds: 21, size: 300, warmUps: 12 },
);

const over = (of: string, under: string): [string, number] => [of, medianRatio(samples, of, under)];
tell(
  Object.fromEntries([
    ['floor', median(samples['floor-1'] ?? [])],
    over('handler-1', 'floor-1'),
    over('handler-10', 'floor-10'),
    over('handler-90', 'floor-90'),
    over('sign', 'floor-sign'),
    ...['handler-query', 'peer-bare', 'peer-hono', 'peer-router'].map((of) =>
      over(of, 'floor-query'),
    ),
  ]),
  samples,
);
