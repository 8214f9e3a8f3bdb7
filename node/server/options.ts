// The flags of `lenet5 serve`, each also a variable of the environment.
import { type Command, Option } from 'commander';
import { UsageError } from '../../src/index.ts';
import { flags, wholeNumber } from '../options.ts';
import { LIMITS, type Limits } from './limits.ts';
import type { ServerOptions } from './server.ts';

export interface ServeFlags {
  readonly host: string;
  readonly port: number;
  readonly model?: string;
  readonly threads?: number;
  readonly apiKey: readonly string[];
  readonly allowOrigin: readonly string[];
  readonly maxBody: number;
  readonly maxPixels: number;
  readonly maxPictures: number;
  readonly timeout: number;
  readonly maxRequests: number;
  readonly maxClientRequests: number;
  readonly log: 'all' | 'problems' | 'none';
}

const MEBI = 2 ** 20;

/** Parts between commas. */
const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** Nothing would be all networks. */
function parseHost(text: string): string {
  if (text.trim() !== '') return text.trim();
  throw new UsageError('--host: expected an address or a name such as 127.0.0.1, got nothing.');
}

function parseKeys(text: string): string[] {
  const keys = listOf(text);
  if (keys.length > 0 && keys.every((key) => /^[\x21-\x7e]{8,}$/.test(key))) return keys;
  throw new UsageError(
    '--api-key: expected at least 8 visible ASCII characters, or several such keys with commas.',
  );
}

function parseOrigins(text: string): string[] {
  const origins = listOf(text);
  const wrong = origins.find(
    (origin) => origin !== '*' && !(URL.canParse(origin) && new URL(origin).origin === origin),
  );
  if (origins.length > 0 && wrong === undefined) return origins;
  throw new UsageError(
    `--allow-origin: expected origins such as https://example.org, or *, got ${wrong ?? 'nothing'}.`,
  );
}

function number(flag: string, value: string, description: string, most: number, usual: number): Option {
  return new Option(`--${flag} <${value}>`, description)
    .argParser(wholeNumber(`--${flag}`, 1, most))
    .default(usual);
}

const options = (): Option[] => [
  new Option('--host <address>', 'where to listen; 0.0.0.0 or :: for all networks')
    .argParser(parseHost)
    .default('127.0.0.1'),
  flags.port(),
  flags.model(),
  flags.threads(),
  new Option(
    '--api-key <keys>',
    'only requests with one of these keys are answered; better in the environment',
  )
    .argParser(parseKeys)
    .default([], 'none'),
  new Option('--allow-origin <origins>', 'pages of these origins may ask, beside its own; * for all')
    .argParser(parseOrigins)
    .default([], 'none'),
  number('max-body', 'mebibytes', 'largest body of a request', 1024, LIMITS.maxBody / MEBI),
  number('max-pixels', 'mebipixels', 'largest picture', 64, LIMITS.maxPixels / MEBI),
  number(
    'max-pictures',
    'n',
    'most pictures of a request, and pages of a file',
    1_000_000,
    LIMITS.maxPictures,
  ),
  number('timeout', 'seconds', 'in which a request must have come in, and be answered', 3600, LIMITS.seconds),
  number('max-requests', 'n', 'most requests at once; beyond, 503', 65_536, LIMITS.maxRequests),
  number('max-client-requests', 'n', 'the same of one client; beyond, 429', 65_536, LIMITS.maxClientRequests),
  new Option('--log <lines>', 'what goes to stderr, a JSON object a line')
    .choices(['all', 'problems', 'none'])
    .default('all'),
];

/** `--max-body` is LENET5_MAX_BODY, and so on. */
export function addServerFlags(command: Command): Command {
  for (const option of options()) {
    const name = option.attributeName().replaceAll(/[A-Z]/g, (letter) => `_${letter}`);
    const variable = `LENET5_${name.toUpperCase()}`;
    // Before commander's own listener, which addOption adds and whose errors would name the flag.
    command.on(`optionEnv:${option.name()}`, (text: string) => checkVariable(variable, option, text));
    command.addOption(option.env(variable));
  }
  return command;
}

/** Throws UsageError that names the variable. */
function checkVariable(variable: string, { parseArg, long }: Option, text: string): void {
  try {
    parseArg?.(text, undefined);
  } catch (error) {
    if (!(error instanceof UsageError)) return;
    throw new UsageError(error.message.replace(`${long}:`, `${variable}:`));
  }
}

export function serverOptionsOf(flags: ServeFlags): Omit<ServerOptions, 'log'> {
  const { maxPictures, maxRequests, maxClientRequests } = flags;
  const limits: Limits = {
    ...{ maxPictures, maxRequests, maxClientRequests, seconds: flags.timeout },
    maxBody: flags.maxBody * MEBI,
    maxPixels: flags.maxPixels * MEBI,
  };
  const { threads, model, apiKey: keys, allowOrigin: origins } = flags;
  return { threads, model, keys, origins, limits };
}
