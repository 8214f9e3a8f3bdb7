// The report as data: every figure's numbers and every run, without pictures.
import { deviation, type Figure, mean, type Part } from './figure.ts';
import type { JobRecord } from './jobs.ts';
import type { ReportFacts } from './report-html.ts';

export function describeReport(
  figures: readonly Figure[],
  records: readonly JobRecord[],
  facts: ReportFacts,
): Record<string, unknown> {
  return {
    ...facts,
    warning: facts.warning ?? null,
    figures: figures.map(({ parts, ...figure }) => ({
      ...figure,
      parts: parts.filter(({ kind }) => kind !== 'pictures').map(describePart),
    })),
    runs: records.map(describeRun),
  };
}

function describePart(part: Part): unknown {
  if (part.kind !== 'comparison') return part;
  const rows = part.rows.map((row) => ({
    ...row,
    mean: row.ours.length > 0 ? mean(row.ours) : null,
    deviation: deviation(row.ours) ?? null,
  }));
  return { ...part, rows };
}

/** The recipe says the seed. What is long stays with the run: the definition is named, mistakes are left out. */
function describeRun({ task, result, ...record }: JobRecord): unknown {
  const { test, ...rest } = result;
  const short = { ...record, result: { ...rest, test: test && { ...test, mistakes: undefined } } };
  if (task.kind !== 'training') return { ...short, task };
  const { definition, ...given } = task;
  return { ...short, task: { ...given, network: definition.name } };
}
