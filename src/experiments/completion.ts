import type { KeyNames } from '../api/types';

/** What can stand where the caret is, and which part of the text it would replace. */
export interface ICompletionPlace {
  readonly from: number;
  readonly to: number;
  /** What was typed of it so far. */
  readonly typed: string;
  readonly expects: 'field' | 'operator' | 'value' | 'joiner' | 'nothing';
  /** The name whose value or operator is expected. */
  readonly field: string;
}

export interface ISuggestion {
  readonly label: string;
  /** What takes the place of what was typed. */
  readonly insert: string;
  readonly detail: 'metric' | 'param' | 'tag' | 'field' | 'operator' | 'value' | 'word';
}

const FIELDS = [
  'run_name',
  'status',
  'user',
  'start_time',
  'end_time',
  'duration',
  'notebook',
  'note',
  'run_id',
  'datasets.name',
  'datasets.digest',
  'datasets.context'
];
const STATES = ['running', 'finished', 'failed', 'killed', 'stale', 'scheduled'];
const NUMERIC = /^(metrics\.|start_time|end_time|duration)/;
const COMPARISONS = ['=', '!=', '>', '>=', '<', '<='];
const TEXT_OPERATORS = ['=', '!=', 'LIKE', 'ILIKE', 'IN', 'NOT IN', 'IS NULL', 'IS NOT NULL'];
const MOST = 50;

const TOKEN =
  /(?<space>\s+)|(?<name>[A-Za-z_][\w-]*(?:\.(?:`[^`]*`?|"[^"]*"?|[\w./-]*))?)|(?<text>'(?:[^'\\]|\\.|'')*'?|"[^"]*"?)|(?<number>[-+]?[\d.]+(?:e[-+]?\d+)?)|(?<operator>[=!<>]+)|(?<mark>[(),])|(?<other>.)/giy;

interface IToken {
  readonly kind: string;
  readonly text: string;
  readonly from: number;
}

/** Read what is left of the caret and say what may come there. */
export function placeAt(text: string, caret: number): ICompletionPlace {
  const tokens = read(text.slice(0, caret));
  const last = tokens.at(-1);
  const open = last !== undefined && last.from + last.text.length === caret && isOpen(last);
  const before = open ? tokens.slice(0, -1) : tokens;
  const { expects, field } = expectation(before);
  const typed = open ? last.text : '';
  return { from: caret - typed.length, to: caret, typed, expects, field };
}

/** Return what fits the place, apart from values of params and tags, which the server knows. */
export function suggestions(place: ICompletionPlace, keys: KeyNames): ISuggestion[] {
  switch (place.expects) {
    case 'field':
      return matching(place, fields(keys));
    case 'operator': {
      const numeric = NUMERIC.test(place.field);
      const either = [...COMPARISONS, ...TEXT_OPERATORS.slice(2)];
      const operators = numeric
        ? COMPARISONS
        : place.field.startsWith('params.')
          ? either
          : TEXT_OPERATORS;
      return matching(
        place,
        operators.map(one => ({ label: one, insert: `${one} `, detail: 'operator' }))
      );
    }
    case 'value':
      return place.field === 'status' ? matching(place, valueSuggestions(STATES)) : [];
    case 'joiner':
      return matching(
        place,
        ['and', 'or'].map(one => ({ label: one, insert: `${one} `, detail: 'word' }))
      );
    case 'nothing':
      return [];
  }
}

/** Return the values that the server named, quoted. */
export function valueSuggestions(values: readonly string[]): ISuggestion[] {
  return values.map(value => ({
    label: value,
    insert: `${quoted(value)} `,
    detail: 'value' as const
  }));
}

/** Keep what goes with what was typed, what begins so first. */
export function matching(
  place: ICompletionPlace,
  candidates: readonly ISuggestion[]
): ISuggestion[] {
  const typed = bare(place.typed);
  const rank = ({ label }: ISuggestion): number => {
    const at = label.toLowerCase().indexOf(typed);
    return at < 0 ? 3 : at === 0 ? 0 : /[./_\s]/.test(label[at - 1]) ? 1 : 2;
  };
  return candidates
    .map(one => ({ one, rank: rank(one) }))
    .filter(({ rank: ranked }) => ranked < 3)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MOST)
    .map(({ one }) => one);
}

/** Return `kind.key` as the grammar reads it. */
export function fieldName(kind: 'metrics' | 'params' | 'tags', key: string): string {
  if (/^[A-Za-z_]\w*$/.test(key)) {
    return `${kind}.${key}`;
  }
  return key.includes('`') ? `${kind}."${key}"` : `${kind}.\`${key}\``;
}

/** Return a text as the grammar reads it. */
export function quoted(value: string): string {
  return value.includes("'") && !value.includes('"')
    ? `"${value}"`
    : `'${value.replace(/'/g, "''")}'`;
}

/** Return the column, from 1, that an error message names. */
export function errorColumn(message: string): number | null {
  const match = /\bcolumn (\d+)/i.exec(message);
  return match === null ? null : Number(match[1]);
}

function fields(keys: KeyNames): ISuggestion[] {
  const of = (kind: 'metrics' | 'params' | 'tags', detail: ISuggestion['detail']) =>
    keys[kind].map(key => ({
      label: `${kind}.${key}`,
      insert: `${fieldName(kind, key)} `,
      detail
    }));
  return [
    ...of('metrics', 'metric'),
    ...of('params', 'param'),
    ...FIELDS.map(one => ({ label: one, insert: `${one} `, detail: 'field' as const })),
    ...of('tags', 'tag')
  ];
}

function bare(typed: string): string {
  return typed.replace(/[`'"]/g, '').toLowerCase();
}

function read(text: string): IToken[] {
  const tokens: IToken[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const kind = Object.entries(match.groups ?? {}).find(([, found]) => found !== undefined)?.[0];
    if (kind !== undefined && kind !== 'space') {
      tokens.push({ kind, text: match[0], from: match.index });
    }
  }
  return tokens;
}

/** Whether a token that ends at the caret is still being typed. */
function isOpen({ kind, text }: IToken): boolean {
  if (kind === 'text') {
    return text.length < 2 || text.at(-1) !== text[0];
  }
  return kind === 'name' || kind === 'number' || kind === 'operator';
}

function expectation(tokens: readonly IToken[]): Pick<ICompletionPlace, 'expects' | 'field'> {
  let expects: ICompletionPlace['expects'] = 'field';
  let field = '';
  let listing = false;
  for (const { kind, text } of tokens) {
    const word = text.toUpperCase();
    if (expects === 'field') {
      if (kind === 'name' && word !== 'NOT') {
        field = text.replace(/[`"]/g, '');
        expects = 'operator';
      }
    } else if (expects === 'operator') {
      if (word === 'IS') {
        expects = 'nothing';
      } else if (word !== 'NOT') {
        expects = 'value';
        listing = word === 'IN';
      }
    } else if (expects === 'value') {
      if (!listing) {
        expects = 'joiner';
      } else if (text === ')') {
        expects = 'joiner';
        listing = false;
      }
    } else if (expects === 'nothing') {
      expects = word === 'NULL' ? 'joiner' : 'nothing';
    } else if (word === 'AND' || word === 'OR') {
      expects = 'field';
    }
  }
  return { expects, field };
}
