import type { Run } from '../api/types';
import { csvLine } from '../components/file';
import type { IRow } from './rows';

/** Write the table as CSV after RFC 4180; a cell that a spreadsheet would run as a formula is kept as text. */
export function toCsv(runs: readonly Run[], rows: readonly IRow[]): string {
  const lines = [['', '', ...runs.map(run => run.name)]];
  for (const row of rows) {
    lines.push([row.group, row.name, ...row.cells.map(cell => cell.text)]);
  }
  return lines.map(csvLine).join('');
}

/** Write the table for LaTeX, with the rules of the booktabs package. */
export function toLatex(runs: readonly Run[], rows: readonly IRow[]): string {
  const head = ['', ...runs.map(run => escaped(run.name))].join(' & ');
  const lines = rows.map(row =>
    [escaped(row.name), ...row.cells.map(cell => escaped(cell.text))].join(' & ')
  );
  return [
    `\\begin{tabular}{l${'r'.repeat(runs.length)}}`,
    '\\toprule',
    `${head} \\\\`,
    '\\midrule',
    ...lines.map(line => `${line} \\\\`),
    '\\bottomrule',
    '\\end{tabular}',
    ''
  ].join('\n');
}

const LATEX: Record<string, string> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '−': '$-$'
};

function escaped(text: string): string {
  return text.replace(/[\\~^−&%$#_{}]/g, char => LATEX[char] ?? `\\${char}`);
}
