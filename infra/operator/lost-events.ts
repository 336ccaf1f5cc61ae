import type { Command, CommandOption } from './command.ts';
import { faultOf } from './fault.ts';
import { type LostEvent, readLostEvents } from './lost-event.ts';
import type { LostEventQueue } from './lost-event-queue.ts';
import { nameOf, type Place } from './place.ts';
import { exitCodes, type World } from './world.ts';

const options: readonly CommandOption[] = [
  { flag: 'queue', takes: '<url>', about: "in AWS: another queue than the stack's" },
];

const show: Command = {
  words: ['lost-events', 'show'],
  purpose: 'Show the events of the bus that could not be posted while it was tried.',
  operands: [],
  options,
  example: 'lost-events show',
  async run(_, place, world) {
    const queue = await place.lostEvents();
    const lost = readLostEvents(await queue.take());
    for (const each of lost) {
      await queue.putBack(each.letter);
      world.print(`LOST      ${aboutOf(each)}`);
    }
    world.print(counted(lost.length));
    return exitCodes.done;
  },
};

const post: Command = {
  words: ['lost-events', 'post'],
  purpose: 'Post those events after all, and so empty the queue of them. Each still counts once.',
  operands: [],
  options,
  example: 'lost-events post',
  async run(_, place, world) {
    await place.prepare('post');
    const queue = await place.lostEvents();
    const lost = readLostEvents(await queue.take());
    let code: number = exitCodes.done;
    for (const [at, each] of lost.entries()) {
      const then = await postOne(each, queue, place, world);
      if (then === exitCodes.unknown) {
        for (const { letter } of lost.slice(at)) await queue.putBack(letter);
        world.complain(`${counted(lost.length - at)} stay in the queue: try again later.`);
        return then;
      }
      code = Math.max(code, then);
    }
    world.print(counted(lost.length));
    return code;
  },
};

/** Shows lost events, and posts them. */
export const lostEventCommands: readonly Command[] = [show, post];

/** @returns the exit code of this event alone: unknown when it is not known to be posted */
async function postOne(
  lost: LostEvent,
  queue: LostEventQueue,
  place: Place,
  world: World,
): Promise<number> {
  const about = aboutOf(lost);
  if (lost.event === undefined) {
    await queue.putBack(lost.letter);
    world.print(`LEFT      ${about}`);
    return exitCodes.refused;
  }
  try {
    const result = await place.post(lost.event);
    await queue.remove(lost.letter);
    if (result.outcome === 'refused') {
      world.print(`REFUSED   ${about}: ${result.reason}`);
      return exitCodes.refused;
    }
    world.print(`${result.outcome.toUpperCase().padEnd(10)}${about}`);
    return exitCodes.done;
  } catch (error) {
    world.print(`UNKNOWN   ${about}: ${faultOf(error)}`);
    return exitCodes.unknown;
  }
}

function aboutOf({ at, event, letter }: LostEvent): string {
  if (event === undefined) return `${at}, no event of the back office: message ${letter.messageId}`;
  return `${at}, ${event.type} of ${nameOf(event)} by ${event.actor}, event id ${event.eventId}`;
}

function counted(count: number): string {
  return `${count} lost ${count === 1 ? 'event' : 'events'}`;
}
