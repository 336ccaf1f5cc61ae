import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { type AuditReport, readAudit } from './audit-report.ts';

// `npm run advisories`: what is known against what runs in production fails it; what is known
// against the tools of development is told. A registry that knows no advisories says nothing about
// them: that is told loudly, and fails it where `--strict` says that it must not pass for clean.
const { values } = parseArgs({ options: { strict: { type: 'boolean', default: false } } });
const production = audit('--omit=dev');
const all = audit();
console.log(`production: ${lineOf(production)}\nwith tools of development: ${lineOf(all)}`);
if (!production.answered) {
  console.error('NOT AUDITED: run npm audit --omit=dev where the registry has its advisories');
}
const found = production.answered && production.found > 0;
process.exitCode = found || (!production.answered && values.strict) ? 1 : 0;

function audit(...more: readonly string[]): AuditReport {
  const args = ['audit', '--json', ...more];
  return readAudit(spawnSync('npm', args, { encoding: 'utf8' }).stdout ?? '');
}

function lineOf(report: AuditReport): string {
  if (!report.answered) return `no answer: ${report.why}`;
  return `${report.found} known vulnerabilities${report.names.map((name) => `\n  ${name}`).join('')}`;
}
