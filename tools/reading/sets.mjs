// The sets of real numbers that reading is measured on: where their pictures and labels are, which field they are
// read as, and what is left out.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

function readCsv(path) {
  const [head, ...rows] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const names = cellsOf(head);
  return rows.map((row) => Object.fromEntries(cellsOf(row).map((value, i) => [names[i], value])));
}

/** A cell in quotation marks may hold commas. */
function cellsOf(row) {
  return [...`${row},`.matchAll(/("(?:[^"]|"")*"|[^,]*),/g)].map(([, cell]) =>
    cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell,
  );
}

const numberOf = (file) => Number(/(\d+)\.\w+$/.exec(file)[1]);

/** name, folder, field, and which rows of labels.csv count, with the label of each. */
const SETS = [
  ...['even', 'odd'].map((half) => ({
    name: `orand-car-a ${half}`,
    folder: 'orand-car-a',
    field: 'amount',
    keep: (row) => row.note !== 'uncertain' && numberOf(row.file) % 2 === (half === 'even' ? 0 : 1),
    label: (row) => row.label,
  })),
  ...['digits', 'punctuated'].map((kind) => ({
    name: `unipen-strings ${kind}`,
    folder: 'unipen-strings',
    field: 'digits',
    keep: (row) => row.kind === kind,
    label: (row) => row.digits,
  })),
  { name: 'nist-hsf', folder: 'nist-hsf', field: 'digits', keep: () => true, label: (row) => row.label },
  ...['date', 'amount'].map((field) => ({
    name: `idrbt-cheques ${field}`,
    folder: 'idrbt-cheques',
    // A date stands in eight boxes.
    field: field === 'date' ? { kind: 'date', cells: 8 } : field,
    keep: (row) => row.field === field && row.note === '',
    label: (row) => row.label,
  })),
];

/** The sets below `data` whose name contains `only`: { name, field, items: [{ file, label }], left: rows left out }. */
export function listSets(data, only = '') {
  return SETS.filter(({ name }) => name.includes(only)).flatMap(({ name, folder, field, keep, label }) => {
    const labels = join(data, folder, 'labels.csv');
    if (!existsSync(labels)) {
      console.log(`${name}: left out, ${labels} is absent`);
      return [];
    }
    const rows = readCsv(labels);
    const items = rows.filter(keep).map((row) => ({ file: join(data, folder, row.file), label: label(row) }));
    const uncertain = rows.filter((row) => row.note === 'uncertain').length;
    return [{ name, field, items, uncertain }];
  });
}
