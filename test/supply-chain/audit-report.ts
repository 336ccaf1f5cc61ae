import * as z from 'zod/mini';

const reported = z.looseObject({
  vulnerabilities: z.record(z.string(), z.looseObject({ severity: z.string() })),
  metadata: z.looseObject({ vulnerabilities: z.looseObject({ total: z.int() }) }),
});
const refused = z.looseObject({ message: z.string() });

/** What `npm audit --json` found, or why it could not say. */
export type AuditReport =
  | { readonly answered: true; readonly found: number; readonly names: readonly string[] }
  | { readonly answered: false; readonly why: string };

/** Reads what `npm audit --json` printed. Whatever is no report is no answer, and never clean. */
export function readAudit(text: string): AuditReport {
  const value = jsonOf(text);
  const report = reported.safeParse(value);
  if (report.success) {
    const { vulnerabilities, metadata } = report.data;
    const names = Object.entries(vulnerabilities).map(
      ([name, { severity }]) => `${name} ${severity}`,
    );
    return { answered: true, found: metadata.vulnerabilities.total, names };
  }
  const why = refused.safeParse(value).data?.message ?? 'npm printed no report';
  return { answered: false, why };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
