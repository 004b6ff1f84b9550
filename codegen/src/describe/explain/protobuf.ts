/** Walks protobuf bytes as decoders do, with as much memory of what came before as merging and limits need. */
import type { EnumType, ListShape, MapShape, NamedShape, RecordType, Shape } from '../../ir/model.js';
import type { Scope } from '../scope.js';
import { countOf, grouped, isAre, isMessage, schemaName, wireTypeOf } from '../terms.js';
import { MessageState } from './message-state.js';
import { defaultText, described, type Slot, slotOf } from './protobuf-slot.js';
import { ProtobufWire, type Tag } from './protobuf-wire.js';
import type { Trace } from './trace.js';
import { floatIn, integerIn, showBytes, showEnum, showText, textOf, varintValue } from './values.js';

/** How deep messages may be nested unless the schema says otherwise. */
const MAX_DEPTH = 100;

/** Where something stands, how deep, and what decoders call it. */
interface Place {
  readonly start: number;
  readonly end: number;
  readonly depth: number;
  readonly path: string;
}

/** A value that was read. */
interface Outcome {
  readonly end: number;
  /** A scalar in full. */
  readonly text: string;
  /** `false` for a number that a closed enum does not have: it counts as an unknown field. */
  readonly known: boolean;
  readonly message?: MessageState | undefined;
}

export class ProtobufWalk {
  readonly #trace: Trace;
  readonly #wire: ProtobufWire;
  #scope: Scope;

  constructor(trace: Trace, scope: Scope) {
    this.#trace = trace;
    this.#wire = new ProtobufWire(trace);
    this.#scope = scope;
  }

  /** Describes a whole message of a declared type. */
  declared(decl: RecordType, start: number, end: number): void {
    const terms = { label: schemaName(decl.name), type: 'message', note: countOf(end - start, 'byte') };
    this.#trace.group(terms, start, end, () => {
      const place: Place = { start, end, depth: MAX_DEPTH, path: decl.name };
      const missing = this.#message(decl, place, undefined).missing();
      if (missing !== undefined)
        this.#trace.stop('E_WIRE_REQUIRED', end, missing, 'a required field is missing');
    });
  }

  /** The fields of a message, which go into `earlier` if the message came before. */
  #message(decl: RecordType, place: Place, earlier: MessageState | undefined): MessageState {
    if (place.depth < 0) this.#tooDeep({ ...place, path: decl.name });
    const state = earlier ?? new MessageState(decl);
    const outer = this.#scope;
    this.#scope = outer.of(decl);
    this.#fields(place, (number) => slotOf(decl, number), state);
    this.#scope = outer;
    return state;
  }

  #fields(place: Place, find: (number: number) => Slot | undefined, state: MessageState): void {
    const { end, depth } = place;
    for (let at = place.start; at < end;) {
      const start = at;
      const { value: tag, next } = this.#wire.tag(start, end);
      const slot = find(tag.number);
      const expected = slot !== undefined && this.#expects(slot.shape, tag.wireType);
      this.#trace.growing(described(slot, tag, expected), start, end, () => {
        this.#wire.describeTag(tag, start, next);
        if (!expected) return (at = this.#wire.unknown(tag, next, end, depth));
        const path = slot.path;
        if (tag.wireType !== 2)
          return (at = this.#field(slot, tag, { start: next, end, depth, path }, state));
        const [from, to] = this.#wire.length(next, end, path);
        this.#field(slot, tag, { start: from, end: to, depth, path }, state);
        return (at = to);
      });
    }
  }

  #expects(shape: Shape, wireType: number): boolean {
    // Lists of scalars come packed or not, whatever the schema says.
    if (shape.kind === 'list' && wireType === 2) return true;
    return wireType === wireTypeOf(shape.kind === 'list' ? shape.item : shape, this.#scope.find);
  }

  /** A field behind its tag, and behind its length where there is one; returns its end. */
  #field(slot: Slot, { wireType }: Tag, place: Place, state: MessageState): number {
    const { shape, number } = slot;
    if (shape.kind === 'map') return this.#entry(shape, number, place, state);
    if (shape.kind === 'list') {
      const single = wireType === wireTypeOf(shape.item, this.#scope.find);
      if (single) return this.#item(shape, number, place, state);
      let at = place.start;
      while (at < place.end) at = this.#item(shape, number, { ...place, start: at }, state);
      return at;
    }
    const { end, text, known, message } = this.#value(shape, place, state.held(slot)?.message);
    if (known) state.hold(slot, text, message);
    return end;
  }

  #item({ item, max }: ListShape, number: number, place: Place, state: MessageState): number {
    const items = state.list(number);
    const room = (): void => {
      if (items.length >= max) this.#tooMany(items.length + 1, max, place);
    };
    const wireType = wireTypeOf(item, this.#scope.find);
    const closed = this.#enum(item)?.open === false;
    // Decoders look for room first, except where they must read a number to know whether it counts.
    if (wireType === 1 || wireType === 5)
      this.#wire.fixedEnd(place.start, place.end, wireType === 1 ? 8 : 4, place.path);
    if (!closed) room();
    const { end, known, message } = this.#value(item, place, undefined);
    if (closed && known) room();
    if (known) items.push(message);
    return end;
  }

  /** One value, behind its length where there is one. */
  #value(shape: Shape, place: Place, earlier: MessageState | undefined): Outcome {
    const { start, end, path } = place;
    const wireType = wireTypeOf(shape, this.#scope.find);
    if (wireType === 0) {
      const decl = this.#enum(shape);
      const { value: bits, next } = this.#wire.varint(start, end);
      const value = varintValue(bits, shape, decl);
      const known = decl?.open !== false || decl.values.some(({ number }) => number === Number(value));
      this.#leaf('value', decl === undefined ? String(value) : showEnum(Number(value), decl), start, next);
      this.#checkNumber(shape, value, place);
      return { end: next, text: String(value), known };
    }
    if (wireType !== 2) {
      const next = this.#wire.fixedEnd(start, end, wireType === 1 ? 8 : 4, path);
      const bytes = this.#trace.bytes.subarray(start, next);
      const value = shape.kind === 'integer' ? integerIn(bytes, shape.signed) : floatIn(bytes);
      this.#leaf('value', String(value), start, next);
      if (typeof value === 'bigint') this.#checkNumber(shape, value, place);
      return { end: next, text: String(value), known: true };
    }
    if (shape.kind === 'text' || shape.kind === 'bytes') {
      return { end, text: this.#bytes(shape, place), known: true };
    }
    const { name, depth } = shape as NamedShape;
    const below = Math.min(place.depth, depth ?? Infinity) - 1;
    const message = this.#message(this.#scope.find(name) as RecordType, { ...place, depth: below }, earlier);
    return { end, text: '', known: true, message };
  }

  /** `@number`: 64 bits that must fit a number of JavaScript. */
  #checkNumber(shape: Shape, value: bigint | boolean, { start, path }: Place): void {
    if (shape.kind !== 'integer' || shape.asNumber !== true || Number.isSafeInteger(Number(value))) return;
    this.#trace.stop('E_WIRE_VALUE', start, path, `${value} is beyond 2^53 - 1`);
  }

  #bytes(shape: Extract<Shape, { kind: 'text' | 'bytes' }>, place: Place): string {
    const { start, end, path } = place;
    const bytes = this.#trace.bytes.subarray(start, end);
    const text = shape.kind === 'text' ? textOf(bytes) : undefined;
    this.#leaf(shape.kind, text === undefined ? showBytes(bytes) : showText(text), start, end);
    if (end - start > shape.max) this.#tooMany(end - start, shape.max, place);
    if (shape.kind === 'text' && text === undefined) {
      this.#trace.stop('E_WIRE_UTF8', start, path, 'not valid UTF-8');
    }
    return text ?? '';
  }

  /** One entry of a map: a message of key and value, in which both may be missing or repeated. */
  #entry(shape: MapShape, number: number, place: Place, state: MessageState): number {
    const { start, end, path } = place;
    const depth = place.depth - 1;
    if (depth < 0) this.#tooDeep(place);
    const key: Slot = { owner: 1, number: 1, label: 'key', shape: shape.key, path: `${path}.key` };
    const value: Slot = { owner: 2, number: 2, label: 'value', shape: shape.value, path: `${path}.value` };
    const entry = new MessageState(state.decl);
    this.#fields(
      { start, end, depth, path },
      (wanted) => [key, value].find((slot) => slot.number === wanted),
      entry,
    );
    const entries = state.map(number);
    const text = entry.held(key)?.text ?? defaultText(shape.key);
    if (this.#isUnknownValue(shape.value, entry.held(value)?.text)) return end;
    if (!entries.has(text) && entries.size >= shape.max) this.#tooMany(entries.size + 1, shape.max, place);
    entries.set(text, entry.held(value)?.message ?? this.#absent(shape.value));
    return end;
  }

  /** An entry whose value a closed enum does not know is unknown as a whole. */
  #isUnknownValue(shape: Shape, text: string | undefined): boolean {
    const decl = this.#enum(shape);
    return (
      decl?.open === false && text !== undefined && !decl.values.some(({ number }) => String(number) === text)
    );
  }

  /** What an entry without a value holds: an empty message, which may lack a required field. */
  #absent(shape: Shape): MessageState | undefined {
    if (!isMessage(shape, this.#scope.find)) return undefined;
    return new MessageState(this.#scope.find((shape as NamedShape).name) as RecordType);
  }

  #enum(shape: Shape): EnumType | undefined {
    const decl = shape.kind === 'named' ? this.#scope.find(shape.name) : undefined;
    return decl?.kind === 'enum' ? decl : undefined;
  }

  #tooMany(count: number, max: number, { start, path }: Place): never {
    this.#trace.stop(
      'E_WIRE_LIMIT',
      start,
      path,
      `${grouped(count)} where at most ${grouped(max)} ${isAre(max)} allowed`,
    );
  }

  #tooDeep({ start, path }: Place): never {
    this.#trace.stop('E_WIRE_DEPTH', start, path, 'messages are nested too deep');
  }

  #leaf(label: string, value: string, start: number, end: number): void {
    this.#trace.leaf({ label, value }, start, end);
  }
}
