// The log: a JSON object a line.

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly [key: string]: unknown;
}

export type Log = (line: LogLine) => void;

export function logTo(stream: { write(text: string): unknown }): Log {
  return (line) => {
    stream.write(`${JSON.stringify({ time: new Date().toISOString(), ...line })}\n`);
  };
}
