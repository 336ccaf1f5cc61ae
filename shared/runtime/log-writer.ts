import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';
import { stageIfKnown } from './config.ts';
import { EmbeddedMetrics } from './embedded-metrics.ts';
import { type LogLine, logSafely } from './request-log.ts';

/** Leaves a line as it is: which function wrote it and when, the log service knows. */
class LineFormatter extends LogFormatter {
  override formatAttributes(
    { logLevel, message }: Parameters<LogFormatter['formatAttributes']>[0],
    fields: Parameters<LogFormatter['formatAttributes']>[1],
  ): LogItem {
    return new LogItem({ attributes: { level: logLevel.toLowerCase(), message, ...fields } });
  }
}

/**
 * Writes each line whole and at once, errors among the others and in their order. The lines hold
 * texts, numbers and no cycles, so that none of what Powertools does for others is needed: it
 * would take as long again.
 */
class LineLogger extends Logger {
  protected override printLog(_logLevel: number, line: LogItem): void {
    process.stdout.write(`${JSON.stringify(line.getAttributes())}\n`);
  }
}

let written: ((line: LogLine) => void) | undefined;

/**
 * Writes a line, with all that it counts, to standard output, where Lambda collects it. Before it
 * returns, so that no deadline comes between; a log that cannot be written disturbs nobody.
 */
export function writeLogLine(line: LogLine): void {
  logSafely(() => {
    written ??= logWriter(stageIfKnown());
    written(line);
  });
}

/**
 * Makes a writer.
 *
 * @param stage whose metrics the lines carry; none where it is unknown, since nothing works there
 */
export function logWriter(stage: string | undefined): (line: LogLine) => void {
  const logger = new LineLogger({ logFormatter: new LineFormatter(), logLevel: 'INFO' });
  const embedded = stage === undefined ? undefined : new EmbeddedMetrics(stage);
  return (line) => {
    const { level, message, counts, ...fields } = line;
    logger[level](message, { ...fields, ...embedded?.of(line) });
  };
}
