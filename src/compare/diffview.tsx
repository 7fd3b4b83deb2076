import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useMemo, useState } from 'react';
import { changedPart, foldSame, type IDiffRow, type IFold, type IPair, paired } from './diffrows';

/** How a diff is laid out. */
export type DiffLayout = 'unified' | 'split';

export interface IDiffProps {
  readonly title: string;
  readonly rows: readonly IDiffRow[];
  /** The runs whose texts these are. */
  readonly before: string;
  readonly after: string;
  readonly layout: DiffLayout;
  readonly trans: TranslationBundle;
}

/** Two texts held against each other, each side with the name of its run. */
export function Diff(props: IDiffProps): React.ReactElement {
  const { title, rows, before, after, layout, trans } = props;
  const parts = useMemo(() => foldSame(rows), [rows]);
  const [opened, setOpened] = useState<ReadonlySet<IFold>>(new Set());
  const split = layout === 'split';
  return (
    <figure
      className="jp-MlopsDiff"
      data-layout={layout}
      data-numbered={rows.some(row => row.before !== null || row.after !== null)}
    >
      <figcaption>{title}</figcaption>
      <div
        className="jp-MlopsDiff-body"
        role="region"
        tabIndex={0}
        aria-label={trans.__('%1: %2 and %3', title, before, after)}
      >
        <table>
          <Columns split={split} />
          <thead>
            {split ? (
              <tr>
                <th colSpan={3} scope="colgroup" title={before}>
                  {before}
                </th>
                <th colSpan={3} scope="colgroup" title={after}>
                  {after}
                </th>
              </tr>
            ) : (
              <tr>
                <th colSpan={4}>
                  <span data-side="removed">{`− ${before}`}</span>
                  <span data-side="added">{`+ ${after}`}</span>
                </th>
              </tr>
            )}
          </thead>
          <tbody>
            {stretches(parts, opened).map((part, place) =>
              'folded' in part ? (
                <tr key={place} className="jp-MlopsDiff-fold">
                  <td colSpan={split ? 6 : 4}>
                    <button
                      type="button"
                      className="jp-MlopsLink"
                      onClick={() => setOpened(new Set([...opened, part]))}
                    >
                      {trans._n('%1 same line', '%1 same lines', part.folded.length)}
                    </button>
                  </td>
                </tr>
              ) : (
                <Stretch key={place} rows={part.rows} split={split} />
              )
            )}
          </tbody>
        </table>
      </div>
    </figure>
  );
}

/** Join lines that follow each other, so that what was removed finds what was added. */
function stretches(
  parts: readonly (IDiffRow | IFold)[],
  opened: ReadonlySet<IFold>
): (IFold | { rows: IDiffRow[] })[] {
  const joined: (IFold | { rows: IDiffRow[] })[] = [];
  for (const part of parts) {
    if ('folded' in part && !opened.has(part)) {
      joined.push(part);
      continue;
    }
    const rows = 'folded' in part ? part.folded : [part];
    const last = joined.at(-1);
    if (last && 'rows' in last) {
      last.rows.push(...rows);
    } else {
      joined.push({ rows: [...rows] });
    }
  }
  return joined;
}

function Columns({ split }: { split: boolean }): React.ReactElement {
  return split ? (
    <colgroup>
      <col className="jp-MlopsDiff-number" />
      <col className="jp-MlopsDiff-sign" />
      <col />
      <col className="jp-MlopsDiff-number" />
      <col className="jp-MlopsDiff-sign" />
      <col />
    </colgroup>
  ) : (
    <colgroup>
      <col className="jp-MlopsDiff-number" />
      <col className="jp-MlopsDiff-number" />
      <col className="jp-MlopsDiff-sign" />
      <col />
    </colgroup>
  );
}

function Stretch(props: { rows: readonly IDiffRow[]; split: boolean }): React.ReactElement {
  const pairs = paired(props.rows);
  if (props.split) {
    return (
      <>
        {pairs.map((pair, place) => (
          <tr key={place}>
            <Side row={pair.left} number={pair.left?.before} other={pair.right} />
            <Side row={pair.right} number={pair.right?.after} other={pair.left} />
          </tr>
        ))}
      </>
    );
  }
  const partner = new Map(pairs.flatMap(pair => partners(pair)));
  return (
    <>
      {props.rows.map((row, place) => (
        <tr key={place} data-diff={row.kind}>
          <td className="jp-MlopsDiff-number">{row.before}</td>
          <td className="jp-MlopsDiff-number">{row.after}</td>
          <td className="jp-MlopsDiff-sign">{SIGNS[row.kind]}</td>
          <td className="jp-MlopsDiff-text">
            <Text row={row} other={partner.get(row) ?? null} />
          </td>
        </tr>
      ))}
    </>
  );
}

function partners({ left, right }: IPair): [IDiffRow, IDiffRow][] {
  return left && right && left !== right
    ? [
        [left, right],
        [right, left]
      ]
    : [];
}

const SIGNS = { same: ' ', added: '+', removed: '−' };

function Side(props: {
  row: IDiffRow | null;
  number: number | null | undefined;
  other: IDiffRow | null;
}): React.ReactElement {
  const { row, number, other } = props;
  const kind = row?.kind ?? 'none';
  return (
    <>
      <td className="jp-MlopsDiff-number" data-diff={kind}>
        {number}
      </td>
      <td className="jp-MlopsDiff-sign" data-diff={kind}>
        {row && SIGNS[row.kind]}
      </td>
      <td className="jp-MlopsDiff-text" data-diff={kind}>
        {row && <Text row={row} other={other} />}
      </td>
    </>
  );
}

/** A line; where it took another's place and shares something with it, what changed is marked. */
function Text(props: { row: IDiffRow; other: IDiffRow | null }): React.ReactElement {
  const { row, other } = props;
  if (row.kind === 'same' || other === null || other === row) {
    return <>{row.text}</>;
  }
  const { start, end } = changedPart(row.text, other.text);
  if (start + end < row.text.length / 3) {
    return <>{row.text}</>;
  }
  return (
    <>
      {row.text.slice(0, start)}
      <mark>{row.text.slice(start, row.text.length - end)}</mark>
      {row.text.slice(row.text.length - end)}
    </>
  );
}
