/** What carries a protobuf `service`: one message type with a oneof of everything its methods say. */
import type { Span } from '../diag/source.js';
import type {
  Field,
  OneofMember,
  Protocol,
  RecordType,
  Service,
  ServiceMethod,
  ServiceProtocol,
  Shape,
} from './model.js';
import { pascalCase, typeName } from './names.js';

/** Limits of the texts of a refusal: what the runtime cuts them to, 64 and 512 characters, in UTF-8. */
const CODE_BYTES = 3 * 64;
const MESSAGE_BYTES = 3 * 512;

/** Numbers of the envelope's fields; method n has 2n + 1 for what is asked or told, 2n + 2 for the answer. */
const ID = 1;
const REFUSAL = 2;

/** Can a method have the number `n`? Protobuf fields end at 2^29 - 1, and 19,000 to 19,999 are not to be used. */
export function isMethodNumber(n: number): boolean {
  return n >= 1 && 2 * n + 2 < 2 ** 29 && (2 * n + 2 < 19_000 || 2 * n + 1 > 19_999);
}

/** Item of the envelope that says no. */
export const REFUSED = 'Refused';

/** The types and the protocol of a service that has one. */
export interface CarriedService {
  readonly types: readonly RecordType[];
  readonly protocol: Protocol;
}

export function carryService(service: Service, protocol: ServiceProtocol): CarriedService {
  const envelope = envelopeOf(service);
  const refusal = refusalOf(service);
  const text = (name: string, number: number, max: number, doc: string): Field =>
    field(service, { name, number, doc: [doc], shape: { kind: 'text', max }, presence: 'implicit' });
  const id: Shape = { kind: 'integer', bits: 32, signed: false, encoding: 'varint' };
  const members = [
    member(REFUSED, REFUSAL, refusal, service.span, ['The request with this id is refused.']),
    ...service.methods.flatMap((method, i) => methodMembers(method, method.id ?? i + 1)),
  ].sort((a, b) => a.number - b.number);
  const types: RecordType[] = [
    {
      kind: 'record',
      name: envelope,
      layout: 'message',
      doc: [`Carries what \`${service.name}\` says, one message at a time.`],
      fields: [
        field(service, {
          name: 'id',
          number: ID,
          doc: ['Tells answers apart; 0 for what needs none.'],
          shape: id,
          presence: 'implicit',
        }),
        field(service, {
          name: 'body',
          number: REFUSAL,
          doc: [],
          shape: { kind: 'oneof', members },
          presence: 'optional',
        }),
      ],
    },
    {
      kind: 'record',
      name: refusal,
      layout: 'message',
      doc: [`Why a request to \`${service.name}\` is refused.`],
      fields: [
        text('code', 1, CODE_BYTES, 'A code of the application.'),
        text('message', 2, MESSAGE_BYTES, 'For people.'),
      ],
    },
  ];
  const roots = [{ type: envelope, from: undefined, span: service.span }];
  return { types, protocol: { ...protocol, roots, doc: service.doc, service } };
}

/** The type that carries a service. */
export function envelopeOf({ tsName }: Service): string {
  return typeName(`${tsName}Envelope`);
}

/** The type of its refusals. */
export function refusalOf({ tsName }: Service): string {
  return typeName(`${tsName}Refusal`);
}

/** Name of the item that answers a method. */
function replyTag(method: ServiceMethod): string {
  return `${pascalCase(method.name)}Reply`;
}

function methodMembers(method: ServiceMethod, number: number): readonly OneofMember[] {
  const { name, span, timeoutMs, rate } = method;
  const asked = 2 * number + 1;
  const reply = method.topic ? undefined : { item: replyTag(method), by: 'id', timeoutMs, span };
  const request = {
    ...member(pascalCase(name), asked, method.request, span, method.doc),
    rules: { span, reply, rate },
  };
  if (method.topic) return [request];
  const answers = [`Answers ${pascalCase(name)}.`];
  return [request, member(replyTag(method), asked + 1, method.reply, span, answers)];
}

function member(tag: string, number: number, type: string, span: Span, doc: readonly string[]): OneofMember {
  return { tag, number, shape: { kind: 'named', name: type }, doc, span };
}

function field(
  service: Service,
  { name, number, doc, shape, presence }: Pick<Field, 'name' | 'number' | 'doc' | 'shape' | 'presence'>,
): Field {
  return { name, tsName: name, number, doc, shape, presence, since: undefined, span: service.span };
}
