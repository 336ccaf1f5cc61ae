import { type Command, type CommandOption, commonOptions } from './command.ts';

const calledBy = 'npm run operator --';

/** What `--help` prints: every command, or one of them. */
export function usageOf(command: Command | undefined, commands: readonly Command[]): string {
  return command === undefined ? allCommands(commands) : oneCommand(command);
}

function allCommands(commands: readonly Command[]): string {
  const names = commands.map((command) => [callOf(command), command.purpose] as const);
  const width = Math.max(...names.map(([name]) => name.length)) + 2;
  const lines = names.map(([name, purpose]) => `  ${name.padEnd(width)}${purpose}`);
  return `The operator's commands, on the provider that runs here or on a stack in AWS.

  ${calledBy} <command> [options]      each says more with --help

Commands
${lines.join('\n')}

Every change is an event: who did it (--by) and why (--why) stay in the ledger for ever, and one
event id counts once, so a change whose outcome is unknown is safe to repeat with its --event-id.

Options of every command
${optionLines(commonOptions)}
In AWS, table, function, bus and queue are found by the stack's outputs LedgerTableName,
PostLedgerEventFunctionName, EventBusName and LostEventsQueueUrl, which needs
cloudformation:DescribeStacks; what --table, --function, --bus or --queue says is not looked up. AWS_REGION or the profile says the region.

Exit code: 0 done (or done before), 1 refused, not found or not in agreement, 2 unknown or a fault,
64 wrong usage, or nothing to work on: no provider runs, no such stack or output.
`;
}

function oneCommand(command: Command): string {
  return `${command.purpose}

  ${calledBy} ${callOf(command)} [options]

Options
${optionLines([...command.options, ...commonOptions])}
Example
  ${calledBy} ${command.example}
`;
}

function callOf({ words, operands }: Command): string {
  const given = operands.map(({ name, optional }) => (optional ? `[<${name}>]` : `<${name}>`));
  return [...words, ...given].join(' ');
}

function optionLines(options: readonly CommandOption[]): string {
  return options.map((option) => `${lineOf(option)}\n`).join('');
}

function lineOf({ flag, takes = '', about, required, repeats, preset }: CommandOption): string {
  const remarks = [
    ...(required === true ? ['needed'] : []),
    ...(repeats === true ? ['may be repeated'] : []),
    ...(typeof preset === 'string' ? [`otherwise ${preset}`] : []),
  ];
  const more = remarks.length === 0 ? '' : ` (${remarks.join(', ')})`;
  return `  ${`--${flag} ${takes}`.padEnd(30)}${about}${more}`;
}
