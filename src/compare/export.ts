import type { Run } from '../api/types';
import type { IRow } from './rows';

/** Write the table as CSV after RFC 4180; a cell that a spreadsheet would run as a formula is kept as text. */
export function toCsv(runs: readonly Run[], rows: readonly IRow[]): string {
  const lines = [['', '', ...runs.map(run => run.name)]];
  for (const row of rows) {
    lines.push([row.group, row.name, ...row.cells.map(cell => cell.text)]);
  }
  return lines.map(line => line.map(quoted).join(',')).join('\r\n') + '\r\n';
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

/** Hand the reader a file. */
export function save(name: string, type: string, content: string | Blob): void {
  const blob = typeof content === 'string' ? new Blob([content], { type }) : content;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function quoted(text: string): string {
  const safe = /^[=@\t\r]|^[+-](?![\d.])/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
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
