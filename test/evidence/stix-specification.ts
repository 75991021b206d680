import { isIPv4, isIPv6 } from 'node:net';
import { z } from 'zod';

/**
 * What STIX 2.1 asks of the objects that we write, property by property: nothing required is missing,
 * nothing is there that the specification does not name, no list is empty and nothing is null.
 *
 * No npm package ships the OASIS schemas, so this follows the text itself:
 * https://docs.oasis-open.org/cti/stix/v2.1/os/stix-v2.1-os.html (2021-06-10)
 */

// 2.16: RFC 3339 in UTC. 3.2: `created` and `modified` hold three digits or more.
const timestamp = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
const precise = timestamp.regex(/\.\d{3,}Z$/);

/** 2.9: the type, two dashes and a UUID; an observable's is a version 5. */
const idOf = (type: string, version = '[1-5]') =>
  z.string().regex(new RegExp(`^${type}--[0-9a-f]{8}-[0-9a-f]{4}-${version}[0-9a-f]{3}-[89ab]`));
const listOf = <T extends z.ZodType>(item: T) => z.array(item).min(1);
const anyId = z.string().regex(/^[a-z0-9-]+--[0-9a-f-]{36}$/);

// 2.5: a reference says its source and at least one thing more.
const references = listOf(
  z
    .strictObject({
      source_name: z.string().min(1),
      external_id: z.string().min(1).optional(),
      description: z.string().min(1).optional(),
      url: z.url().optional(),
    })
    .refine(({ external_id, description, url }) => external_id || description || url),
);

/** 3.2: what every domain object has. */
const domainObject = <T extends string>(type: T) => ({
  type: z.literal(type),
  spec_version: z.literal('2.1'),
  id: idOf(type),
  created: precise,
  modified: precise,
  created_by_ref: idOf('identity').optional(),
  object_marking_refs: listOf(idOf('marking-definition')).optional(),
  external_references: references.optional(),
});

/** Two times of one form, in order. */
const inOrder = (first: string, last: string) => new Date(first) <= new Date(last);

/** 6: an observable has no author and no dates. */
const address = (type: string, isAddress: (value: string) => boolean) =>
  z.strictObject({
    type: z.literal(type),
    spec_version: z.literal('2.1'),
    id: idOf(type, '5'),
    value: z.string().refine(isAddress),
    object_marking_refs: listOf(idOf('marking-definition')).optional(),
    belongs_to_refs: listOf(idOf('autonomous-system', '5')).optional(),
  });

const anAddress = z.string().regex(/^ipv[46]-addr--/);
const port = z.int().min(0).max(65_535);

const objects = {
  // 6.3
  'autonomous-system': z.strictObject({
    type: z.literal('autonomous-system'),
    spec_version: z.literal('2.1'),
    id: idOf('autonomous-system', '5'),
    number: z.int(),
    name: z.string().min(1).optional(),
    object_marking_refs: listOf(idOf('marking-definition')).optional(),
  }),
  // 6.12: at least one end, and the protocols from the outermost on
  'network-traffic': z.strictObject({
    type: z.literal('network-traffic'),
    spec_version: z.literal('2.1'),
    id: idOf('network-traffic', '5'),
    src_ref: anAddress,
    dst_ref: anAddress,
    src_port: port.optional(),
    dst_port: port.optional(),
    protocols: listOf(z.string().regex(/^[a-z0-9-]+$/)),
    object_marking_refs: listOf(idOf('marking-definition')).optional(),
  }),
  // 4.8: a country is enough of a place
  location: z.strictObject({
    ...domainObject('location'),
    country: z.string().regex(/^[A-Z]{2}$/),
  }),
  // 5.1, and 6.4 for what an address may be related to
  relationship: z.strictObject({
    ...domainObject('relationship'),
    relationship_type: z.literal('located-at'),
    source_ref: anAddress,
    target_ref: idOf('location'),
  }),
  // 4.5; the classes of 10.6
  identity: z.strictObject({
    ...domainObject('identity'),
    name: z.string().min(1),
    description: z.string().min(1),
    identity_class: z.enum(['individual', 'group', 'system', 'organization', 'class', 'unknown']),
  }),
  // 7.2.1: it is never changed, so it has no `modified`; TLP 2.0 comes as an extension
  'marking-definition': z.union([
    // 7.2.2: a statement
    z.strictObject({
      type: z.literal('marking-definition'),
      spec_version: z.literal('2.1'),
      id: idOf('marking-definition'),
      created: precise,
      name: z.string().min(1),
      definition_type: z.literal('statement'),
      definition: z.strictObject({ statement: z.string().min(1) }),
    }),
    z.strictObject({
      type: z.literal('marking-definition'),
      spec_version: z.literal('2.1'),
      id: idOf('marking-definition'),
      created: precise,
      name: z.string().min(1),
      extensions: z.record(
        idOf('extension-definition'),
        z.looseObject({ extension_type: z.string() }),
      ),
    }),
  ]),
  // 4.14
  'observed-data': z
    .strictObject({
      ...domainObject('observed-data'),
      first_observed: timestamp,
      last_observed: timestamp,
      number_observed: z.int().min(1).max(999_999_999),
      object_refs: listOf(anyId),
    })
    .refine((one) => inOrder(one.created, one.modified), 'modified before created')
    .refine((one) => inOrder(one.first_observed, one.last_observed), 'ends before it began'),
  // 4.16; the types of 10.20 that fit
  report: z.strictObject({
    ...domainObject('report'),
    name: z.string().min(1),
    description: z.string().min(1),
    report_types: listOf(z.enum(['observed-data', 'identity', 'indicator', 'threat-report'])),
    published: timestamp,
    object_refs: listOf(anyId),
  }),
  'ipv4-addr': address('ipv4-addr', isIPv4),
  'ipv6-addr': address('ipv6-addr', isIPv6),
};

/** 8: a bundle has a type, an id and objects, and no version of its own. */
const bundle = z.strictObject({
  type: z.literal('bundle'),
  id: idOf('bundle'),
  objects: listOf(z.looseObject({ type: z.enum(Object.keys(objects) as [keyof typeof objects]) })),
});

/** Where the bundle breaks the specification; nothing when it doesn't. */
export function breachesOf(said: unknown): string[] {
  const whole = bundle.safeParse(said);
  if (!whole.success) return [z.prettifyError(whole.error)];
  return whole.data.objects.flatMap((object) => {
    const read = objects[object.type].safeParse(object);
    return read.success ? [] : [`${object.type}: ${z.prettifyError(read.error)}`];
  });
}
