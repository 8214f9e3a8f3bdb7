// A Keras configuration as it comes out of JSON, checked while it is read: it may be a stranger's.
import { FormatError } from '../errors.ts';

export type Json = Readonly<Record<string, unknown>>;

export interface KerasLayer {
  /** `Conv2D` */
  readonly className: string;
  /** `conv2d_1` */
  readonly name: string;
  readonly config: Json;
}

export interface KerasConfig {
  readonly name: string;
  readonly layers: readonly KerasLayer[];
}

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The layers of a model's configuration, Sequential or a Functional chain. Throws FormatError. */
export function readKerasConfig(value: unknown, where: string): KerasConfig {
  const model = isObject(value) ? value : {};
  const kind = model.class_name;
  // Keras before 2.2.3 has the bare list.
  const config = Array.isArray(model.config) ? { layers: model.config } : model.config;
  if (!['Sequential', 'Functional', 'Model'].includes(String(kind)) || !isObject(config)) {
    const got = typeof kind === 'string' ? kind.slice(0, 64) : 'none';
    throw new FormatError(`${where}: expected the configuration of a Sequential model, got ${got}.`);
  }
  if (!Array.isArray(config.layers))
    throw new FormatError(`${where}: the configuration has no list of layers.`);
  const layers = config.layers.map((layer, n) => readLayer(layer, n, where));
  if (kind !== 'Sequential') checkChain(config.layers as Json[], layers, where);
  return { name: typeof config.name === 'string' ? config.name : '', layers };
}

function readLayer(value: unknown, n: number, where: string): KerasLayer {
  const { class_name: className, config } = isObject(value) ? value : ({} as Json);
  if (typeof className !== 'string' || !isObject(config))
    throw new FormatError(`${where}: layer ${n} of the configuration has no class_name or no config.`);
  const name = typeof config.name === 'string' ? config.name : className;
  return { className: className.slice(0, 64), name, config };
}

/** Each layer must take the one before it: names in `inbound_nodes`, however deep the version keeps them. */
function checkChain(raw: readonly Json[], layers: readonly KerasLayer[], where: string): void {
  for (let n = 1; n < raw.length; n++) {
    const nodes = JSON.stringify(raw[n].inbound_nodes ?? []);
    const sources = layers.filter(({ name }) => nodes.includes(`[${JSON.stringify(name)},0,0`));
    if (sources.length !== 1 || sources[0] !== layers[n - 1])
      throw new FormatError(
        `${where}: layer ${layers[n].name}: expected a chain of layers, each taking the one before.`,
      );
  }
}

/** A setting of a layer, as the functions below check it. */
export interface LayerSettings {
  number(key: string, otherwise: number): number;
  /** One number for both, or two. */
  pair(key: string, otherwise: readonly [number, number]): readonly [number, number];
  text(key: string, otherwise: string): string;
  flag(key: string, otherwise: boolean): boolean;
}

/** `where` names file and layer. The methods throw FormatError for values of another type. */
export function settingsOf({ config }: KerasLayer, where: string): LayerSettings {
  const read = <T>(key: string, otherwise: T, is: (value: unknown) => boolean, expected: string): T => {
    const value = config[key] ?? otherwise;
    if (!is(value))
      throw new FormatError(
        `${where}: ${key}: expected ${expected}, got ${JSON.stringify(value)?.slice(0, 80)}.`,
      );
    return value as T;
  };
  const isNumber = (value: unknown) => typeof value === 'number' && Number.isFinite(value);
  const isPair = (value: unknown) => Array.isArray(value) && value.length === 2 && value.every(isNumber);
  return {
    number: (key, otherwise) => read(key, otherwise, isNumber, 'a number'),
    pair(key, otherwise) {
      const value = read<unknown>(key, otherwise, (v) => isNumber(v) || isPair(v), 'a number or two');
      return Array.isArray(value) ? [value[0], value[1]] : [value as number, value as number];
    },
    text: (key, otherwise) => read(key, otherwise, (value) => typeof value === 'string', 'a text'),
    flag: (key, otherwise) => read(key, otherwise, (value) => typeof value === 'boolean', 'true or false'),
  };
}
