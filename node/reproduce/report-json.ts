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

/** The recipe says the seed; a definition is named, since it is long. */
function describeRun({ task, ...record }: JobRecord): unknown {
  if (task.kind !== 'training') return { ...record, task };
  const { definition, ...rest } = task;
  return { ...record, task: { ...rest, network: definition.name } };
}
