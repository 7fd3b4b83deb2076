/** How a file can be shown. */
export type PreviewKind = 'image' | 'table' | 'json' | 'markdown' | 'html' | 'text' | 'none';

const BY_ENDING: Record<string, PreviewKind> = {
  png: 'image',
  jpg: 'image',
  jpeg: 'image',
  gif: 'image',
  webp: 'image',
  svg: 'image',
  csv: 'table',
  tsv: 'table',
  json: 'json',
  md: 'markdown',
  html: 'html',
  htm: 'html'
};

/** Tell how a file can be shown, from its name and media type. */
export function kindOf(path: string, mediaType: string): PreviewKind {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  if (name.endsWith('.table.json')) {
    return 'table';
  }
  const known = BY_ENDING[name.slice(name.lastIndexOf('.') + 1)];
  if (known) {
    return known;
  }
  return mediaType.startsWith('text/') || ['mlmodel', 'dockerfile'].includes(name)
    ? 'text'
    : 'none';
}

export interface ITable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Read a table from CSV, TSV, or JSON of `{columns, data}` (pandas' split form); null where it is none. */
export function readTable(path: string, text: string): ITable | null {
  if (path.toLowerCase().endsWith('.json')) {
    return readSplit(text);
  }
  const lines = readDelimited(text, path.toLowerCase().endsWith('.tsv') ? '\t' : ',');
  const [columns, ...rows] = lines;
  return columns ? { columns, rows: rows.filter(row => row.length === columns.length) } : null;
}

function readSplit(text: string): ITable | null {
  try {
    const found = JSON.parse(text) as { columns?: unknown[]; data?: unknown[][] };
    if (!Array.isArray(found.columns) || !Array.isArray(found.data)) {
      return null;
    }
    return { columns: found.columns.map(written), rows: found.data.map(row => row.map(written)) };
  } catch {
    return null; // not a table: the text is shown instead
  }
}

function written(value: unknown): string {
  return value === null || value === undefined
    ? ''
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);
}

/** Split delimited text after RFC 4180: quotes may hold delimiters, line breaks and doubled quotes. */
function readDelimited(text: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (quoted) {
      if (char !== '"') {
        field += char;
      } else if (text[at + 1] === '"') {
        field += '"';
        at += 1;
      } else {
        quoted = false;
      }
    } else if (char === '"' && field === '') {
      quoted = true;
    } else if (char === delimiter) {
      row.push(field);
      field = '';
    } else if (char === '\n' || char === '\r') {
      if (char === '\r' && text[at + 1] === '\n') {
        at += 1;
      }
      rows.push([...row, field]);
      row = [];
      field = '';
    } else {
      field += char;
    }
  }
  if (field !== '' || row.length > 0) {
    rows.push([...row, field]);
  }
  return rows;
}
