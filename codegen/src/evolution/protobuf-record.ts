/** What differs between two versions of a protobuf message. */
import type { RecordType } from '../ir/model.js';
import {
  type Change,
  type ChangeCode,
  type Effect,
  effectOf,
  MISREAD,
  NO_EFFECT,
  outcomeOf,
  PARTLY,
  passedOver,
  REFUSED,
} from './change.js';
import { matchMembers, type Member, type MemberPair, membersOf } from './members.js';
import { rangeChanges } from './extension-ranges.js';
import { siteOf } from './places.js';
import { placeText } from './place-text.js';
import { protobufShapeChanges, sameWireTypes } from './protobuf-shape.js';
import type { Scope } from './scope.js';
import { isUnknownMethod, methodId, unknownMethodNote, withoutAnswers } from './service-methods.js';

export function protobufRecordChanges(old: RecordType, new_: RecordType, scope: Scope): readonly Change[] {
  const { pairing } = scope;
  const places = {
    old: pairing.old.placesOf(pairing.old.program.home(old)),
    new: pairing.new.placesOf(pairing.new.program.home(new_)),
  };
  const before = membersOf(old, (tag) => places.old.nameOf(old.name, tag));
  const after = membersOf(new_, (tag) => places.new.nameOf(new_.name, tag));
  const pairs = matchMembers(before, after, scope);
  const services = { old: pairing.old.serviceOf(old), new: pairing.new.serviceOf(new_) };
  const service = services.new;
  // A service is carried by a message that the compiler makes; people know the service.
  const label = { old: services.old?.name ?? old.name, new: service?.name ?? new_.name };
  const change = (
    code: ChangeCode,
    member: Member | undefined,
    message: string,
    effect: Effect,
    more: { readonly advice?: string; readonly note?: string; readonly oldPath?: readonly string[] } = {},
  ): Change => ({
    code,
    message,
    site: siteOfMember(member),
    effect,
    path: member?.path ?? [],
    ...more,
  });
  const changes = [
    ...before.filter((member) => !pairs.some((pair) => pair.old === member)).map(removed),
    ...after.filter((member) => !pairs.some((pair) => pair.new === member)).map(added),
    ...pairs.flatMap(same),
    ...exclusive(),
    ...rangeChanges({ old, new: new_ }, places),
  ];
  return service === undefined ? changes : withoutAnswers(changes);

  /** Extensions may stand in another file than their message. */
  function siteOfMember(member: Member | undefined): Change['site'] {
    return member?.extension === undefined
      ? places.new.of(new_.name, member?.name)
      : siteOf(member.extension.span);
  }

  function removed(member: Member): Change {
    const message = `${label.old}.${member.name} was removed`;
    const oldPath = member.path;
    if (member.presence === 'required') {
      const advice = 'make it optional first; remove it when no peer requires it any more';
      return change('FIELD_REMOVED', undefined, message, effectOf('all', 'none'), { advice, oldPath });
    }
    if (services.old !== undefined && isUnknownMethod(member, before, after)) {
      const note = unknownMethodNote(member, services.old, 'new');
      const advice = `keep ${member.name} while peers of the old version use it`;
      return change('FIELD_REMOVED', undefined, message, passedOver('new'), { note, advice, oldPath });
    }
    if (member.oneof !== undefined && pairing.new.chosen.has(new_)) {
      const advice = `keep ${member.name}: peers of the new version refuse it`;
      return change('FIELD_REMOVED', undefined, message, effectOf('some', 'all'), { advice, oldPath });
    }
    const taken =
      after.some(({ number }) => number === member.number) || places.new.reserves(new_.name, member.number);
    const keep =
      member.extension === undefined
        ? `reserve its number, so that no other field gets it: reserved ${member.number};`
        : `give its number, ${member.number}, to no other extension`;
    const note = taken ? undefined : keep;
    return change(
      'FIELD_REMOVED',
      undefined,
      message,
      NO_EFFECT,
      note === undefined ? { oldPath } : { note, oldPath },
    );
  }

  function added(member: Member): Change {
    const place = `${label.new}.${member.name}`;
    const advice =
      service === undefined
        ? 'give it a number that was never used'
        : 'put it behind all others, or give it an @id';
    const former = before.find(({ number }) => number === member.number);
    if (former !== undefined) {
      const number =
        service === undefined
          ? `number of ${former.name}, ${member.number}`
          : `id of ${former.name}, ${methodId(member)}`;
      const message = `${place} was added with the ${number}`;
      if (sameWireTypes(former.shape, member.shape, scope)) {
        return change('NUMBER_REUSED', member, message, MISREAD, { advice });
      }
      const note = `readers skip what has another wire type; still, ${advice}`;
      return change('NUMBER_REUSED', member, message, NO_EFFECT, { note });
    }
    if (places.old.reserves(old.name, member.number)) {
      const message = `${place} was added with the reserved number ${member.number}`;
      const note = 'peers of a still older version wrote something else there';
      return change('NUMBER_REUSED', member, message, MISREAD, { advice, note });
    }
    const ranges = member.extension === undefined ? places.old.extensionsOf(old.name) : [];
    if (ranges.some(({ from, to }) => member.number >= from && member.number <= to)) {
      const message = `${place} was added with the number ${member.number}, which was kept for extensions`;
      const note = 'an extension that others declare may have it';
      return change('NUMBER_REUSED', member, message, MISREAD, { advice, note });
    }
    if (member.presence === 'required') {
      const advice = 'make it optional: peers of the old version do not send it';
      return change('FIELD_ADDED', member, `${place} was added as required`, effectOf('none', 'all'), {
        advice,
      });
    }
    if (service !== undefined && isUnknownMethod(member, after, before)) {
      const note = unknownMethodNote(member, service, 'old');
      const advice = `do without ${member.name} where the remote does not have it`;
      return change('FIELD_ADDED', member, `${place} was added`, passedOver('old'), { note, advice });
    }
    if (member.oneof !== undefined && pairing.old.chosen.has(old)) {
      const advice = `do not send ${member.name} to peers of the old version: they refuse it`;
      return change('FIELD_ADDED', member, `${place} was added`, effectOf('all', 'some'), { advice });
    }
    return change('FIELD_ADDED', member, `${place} was added`, NO_EFFECT);
  }

  function same({ old: a, new: b }: MemberPair): readonly Change[] {
    const place = `${label.new}.${b.name}`;
    const changes: Change[] = [];
    if (a.key !== b.key) {
      const written =
        b.oneof === undefined ? (b.extension?.extension.field.tsName ?? b.path[0]) : `type: '${b.key}'`;
      const note = `TypeScript users write ${written} now; if it means something else, give it another number`;
      changes.push(
        change('FIELD_RENAMED', b, `${label.old}.${a.name} was renamed to ${b.name}`, NO_EFFECT, { note }),
      );
    }
    if (a.number !== b.number) {
      const both = a.presence === 'required' && b.presence === 'required';
      // What has a number that the other version does not know is refused in a service, else skipped.
      const free =
        !before.some(({ number }) => number === b.number) && !after.some(({ number }) => number === a.number);
      const effect = both ? REFUSED : service !== undefined && free ? PARTLY : MISREAD;
      const message =
        service === undefined
          ? `${place} has the number ${b.number} instead of ${a.number}`
          : `${place} has the id ${methodId(b)} instead of ${methodId(a)}`;
      const advice =
        service === undefined ? `keep the number ${a.number}` : `write @id ${methodId(a)} above it`;
      changes.push(change('FIELD_NUMBER', b, message, effect, { advice }));
    }
    changes.push(...presence(a, b, place));
    if (JSON.stringify(literal(a)) !== JSON.stringify(literal(b))) {
      const message = `${place}: its default changed, so an absent field is read as another value`;
      const advice = 'keep the default';
      changes.push(change('FIELD_DEFAULT', b, message, MISREAD, { advice }));
    }
    for (const { path, text, ...rest } of protobufShapeChanges(a.shape, b.shape, scope)) {
      const another = 'keep the field, and add one of the new type with a number of its own';
      const advice = rest.advice ?? (outcomeOf(rest.effect) === 'safe' ? undefined : another);
      const message = `${placeText(place, path)}: ${text}`;
      const site = siteOfMember(b);
      changes.push({
        ...rest,
        advice,
        message,
        site,
        path: [...b.path, ...path],
        oldPath: [...a.path, ...path],
      });
    }
    return changes;
  }

  function presence(a: Member, b: Member, place: string): readonly Change[] {
    // A field that was moved or became many is reported as that.
    if (a.presence === b.presence || a.oneof !== b.oneof || a.shape.kind !== b.shape.kind) return [];
    const message = `${place} is ${b.presence === 'implicit' ? 'without presence' : b.presence} now`;
    if (b.presence === 'required') {
      const advice = 'leave it optional: peers of the old version may not send it';
      return [change('FIELD_PRESENCE', b, message, effectOf('some', 'all'), { advice })];
    }
    if (a.presence === 'required') {
      const advice = `always send ${b.name} while peers of the old version are there`;
      return [change('FIELD_PRESENCE', b, message, effectOf('all', 'some'), { advice })];
    }
    const note = 'a field that is absent and one that is zero are the same to the side without presence';
    return [change('FIELD_PRESENCE', b, message, NO_EFFECT, { note })];
  }

  /** A oneof that is all there is of a root must have a member; fields need not be there. */
  function chosenEffect(): Effect {
    const [before, after] = [pairing.old.chosen.has(old), pairing.new.chosen.has(new_)];
    if (before === after) return NO_EFFECT;
    return after ? effectOf('some', 'all') : effectOf('all', 'some');
  }

  /** Fields of which only one can be set in one version, and several in the other one. */
  function exclusive(): readonly Change[] {
    return pairs.flatMap(({ old: a, new: b }) => {
      if (a.oneof === b.oneof) return [];
      const rivals = pairs.filter((pair) => {
        if (pair.old === a) return false;
        const before = a.oneof !== undefined && pair.old.oneof === a.oneof;
        const now = b.oneof !== undefined && pair.new.oneof === b.oneof;
        return before !== now;
      });
      const where = b.oneof === undefined ? `out of the oneof ${a.oneof}` : `into the oneof ${b.oneof}`;
      const message = `${label.new}.${b.name} was moved ${where}`;
      if (rivals.length === 0) return [change('FIELD_ONEOF', b, message, chosenEffect())];
      const oldPath = a.path;
      const others = rivals.map((pair) => pair.new.name).join(', ');
      const advice = `leave ${b.name} where it was, and use a new field for what is new`;
      return [
        change('FIELD_ONEOF', b, `${message}: of it and ${others} only one is kept`, MISREAD, {
          advice,
          oldPath,
        }),
      ];
    });
  }
}

function literal({ fallback }: Member): unknown {
  return typeof fallback === 'bigint' ? String(fallback) : fallback;
}
