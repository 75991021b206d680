import * as mappers from 'botframework-connector/lib/connectorApi/models/mappers';

interface Type {
  readonly name: string;
  readonly className?: string;
  readonly element?: Mapper;
  readonly modelProperties?: Readonly<Record<string, Mapper>>;
}
interface Mapper {
  readonly type: Type;
  readonly required?: boolean;
  readonly serializedName?: string;
}

const known = mappers as unknown as Readonly<Record<string, Mapper>>;

// Teams' extensions, which the Connector passes on: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages
const open = /^(?:channelData|entities\.\d+|attachments\.\d+\.content)$/;

/** Where a body breaks the wire format of the Connector, by the mappers that its own client ships. */
export function wireFaults(className: string, body: unknown): string[] {
  return faultsIn(known[className]!, body, '');
}

function faultsIn({ type }: Mapper, value: unknown, path: string): string[] {
  if (value === null || value === undefined || open.test(path)) return [];
  switch (type.name) {
    case 'Composite':
      return composite(type, value, path);
    case 'Sequence':
      return Array.isArray(value)
        ? value.flatMap((item, at) =>
            faultsIn(type.element!, item, `${path}.${at}`.slice(path ? 0 : 1)),
          )
        : [`${path} is no list`];
    case 'DateTime':
      return Number.isNaN(Date.parse(String(value))) ? [`${path} is no time`] : [];
    case 'String':
    case 'Number':
    case 'Boolean':
      return typeof value === type.name.toLowerCase() ? [] : [`${path} is no ${type.name}`];
    default:
      return [];
  }
}

function composite(
  { className = '', modelProperties }: Type,
  value: unknown,
  path: string,
): string[] {
  if (typeof value !== 'object' || Array.isArray(value)) return [`${path} is no object`];
  const properties = modelProperties ?? known[className]?.type.modelProperties ?? {};
  const byName = new Map(
    Object.entries(properties).map(([name, one]) => [one.serializedName ?? name, one]),
  );
  return Object.entries(value as object).flatMap(([name, inner]) => {
    const at = path ? `${path}.${name}` : name;
    const property = byName.get(name);
    return property ? faultsIn(property, inner, at) : [`${at} is not known`];
  });
}
