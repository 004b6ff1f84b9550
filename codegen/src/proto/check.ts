/** Rules of protobuf that protobufjs does not check, or reports without a place. */
import type { Diagnostics } from '../diag/diagnostic.js';
import type { Place, Places } from './locate.js';

const MAX_NUMBER = 536_870_911;
/** Kept by protobuf for its own implementations. */
const RESERVED_FROM = 19_000;
const RESERVED_TO = 19_999;

export function checkPlaces(places: Places, diagnostics: Diagnostics): void {
  const names = new Map<string, Place>();
  const numbers = new Map<string, Place>();
  for (const place of places.all) {
    if (place.kind === 'service') {
      diagnostics.report(
        'E_UNSUPPORTED',
        place.name,
        'services are not supported',
        'put `@protocol` above a message',
      );
      continue;
    }
    if (
      place.kind === 'extend' ||
      places.all.some((other) => other.kind === 'extend' && other.fullName === place.owner)
    ) {
      continue;
    }
    checkName(place, names, diagnostics);
    if (place.kind === 'field') checkNumber(place, numbers, diagnostics);
  }
  for (const place of places.all) if (place.kind === 'enum') checkEnum(place, places, diagnostics);
}

function checkName(place: Place, names: Map<string, Place>, diagnostics: Diagnostics): void {
  const first = names.get(place.fullName);
  if (first === undefined) {
    names.set(place.fullName, place);
    return;
  }
  const related = { span: first.name, message: 'first declared here' };
  const code = place.kind === 'field' || place.kind === 'value' ? 'E_DUPLICATE_FIELD' : 'E_DUPLICATE_TYPE';
  const short = place.fullName.replace(/^.*\./, '');
  const message =
    place.owner === ''
      ? `\`${short}\` is declared twice`
      : `\`${short}\` of \`${place.owner}\` is declared twice`;
  diagnostics.report(code, place.name, message, undefined, related);
}

function checkNumber(place: Place, numbers: Map<string, Place>, diagnostics: Diagnostics): void {
  const span = place.number!;
  const value = Number(textOf(span));
  if (!Number.isInteger(value) || value < 1 || value > MAX_NUMBER) {
    diagnostics.report('E_NUMBER_RANGE', span, `a field number is from 1 to ${MAX_NUMBER}`);
    return;
  }
  if (value >= RESERVED_FROM && value <= RESERVED_TO) {
    diagnostics.report('E_NUMBER_RANGE', span, `${RESERVED_FROM} to ${RESERVED_TO} are reserved by protobuf`);
  }
  const key = `${place.owner} ${value}`;
  const first = numbers.get(key);
  if (first === undefined) numbers.set(key, place);
  else {
    const related = { span: first.number!, message: `\`${textOf(first.name)}\` has it` };
    diagnostics.report(
      'E_DUPLICATE_NUMBER',
      span,
      `the number ${value} is given twice in \`${place.owner}\``,
      undefined,
      related,
    );
  }
}

function checkEnum(place: Place, places: Places, diagnostics: Diagnostics): void {
  const values = places.all.filter((other) => other.kind === 'value' && other.owner === place.fullName);
  const [first] = values;
  if (first === undefined) {
    diagnostics.report('E_SYNTAX', place.name, `enum \`${place.fullName}\` needs at least one value`);
  } else if (places.syntax === 'proto3' && Number(textOf(first.number!)) !== 0) {
    diagnostics.report('E_NUMBER_RANGE', first.number!, 'the first value of a proto3 enum is 0');
  }
  for (const value of values) {
    const number = Number(textOf(value.number!));
    if (!Number.isInteger(number) || number < -(2 ** 31) || number >= 2 ** 31) {
      diagnostics.report('E_NUMBER_RANGE', value.number!, 'an enum value has 32 bits');
    }
  }
}

function textOf(span: Place['name']): string {
  return span.file.text.slice(span.offset, span.offset + span.length);
}
