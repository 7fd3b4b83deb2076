import React, { useCallback } from 'react';
import type { Artifact } from '../api/types';
import { useAsked } from '../components/asked';
import { formatBytes } from '../components/bytes';
import { Failure } from '../components/failure';
import { Markdown } from '../components/markdown';
import { Source } from '../components/source';
import type { IPageContext } from '../pages/tokens';
import { kindOf, type PreviewKind, readTable } from './kinds';

/** Bytes of a text that are fetched to be shown. */
const TEXT_LIMIT = 1_000_000;
const ROWS = 500;

export interface IPreviewProps {
  context: IPageContext;
  runId: string;
  file: Artifact;
}

/** One file, shown as what it is where it can be. */
export function Preview({ context, runId, file }: IPreviewProps): React.ReactElement {
  const { trans, lab } = context;
  const kind = kindOf(file.path, file.media_type ?? '');
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  return (
    <>
      <div className="jp-MlopsFile-head">
        <strong title={file.path}>{name}</strong>
        <span className="jp-MlopsHint">{formatBytes(file.size ?? 0)}</span>
        <span className="jp-MlopsSpacer" />
        <a
          className="jp-MlopsButton"
          href={lab.api.artifactUrl(runId, file.path, { download: true })}
          download={name}
        >
          {trans.__('Download')}
        </a>
      </div>
      {kind === 'image' ? (
        <img className="jp-MlopsImage" src={lab.api.artifactUrl(runId, file.path)} alt={name} />
      ) : kind === 'none' ? (
        <p className="jp-MlopsHint">{trans.__('There is no preview of this kind of file.')}</p>
      ) : (
        <TextPreview context={context} runId={runId} file={file} kind={kind} />
      )}
    </>
  );
}

function TextPreview(props: IPreviewProps & { kind: PreviewKind }): React.ReactElement {
  const { context, runId, file, kind } = props;
  const { trans, lab, rendermime } = context;
  const ask = useCallback(
    async (signal: AbortSignal) =>
      (await lab.api.artifact(runId, file.path, { bytes: TEXT_LIMIT, signal })).text(),
    [lab, runId, file.path]
  );
  const { found: text, error, retry } = useAsked(ask);
  if (error) {
    return <Failure message={error} trans={trans} onRetry={retry} />;
  }
  if (text === null) {
    return (
      <p className="jp-MlopsHint" role="status">
        {trans.__('Loading…')}
      </p>
    );
  }
  const cut = (file.size ?? 0) > TEXT_LIMIT;
  return (
    <>
      {cut && (
        <p className="jp-MlopsHint">{trans.__('The first %1 of it.', formatBytes(TEXT_LIMIT))}</p>
      )}
      {kind === 'html' ? (
        // an origin of its own: its scripts may draw, and reach nothing of ours
        <iframe
          className="jp-MlopsFrame"
          style={{ background: 'white' }}
          sandbox="allow-scripts"
          srcDoc={text}
          title={file.path}
        />
      ) : kind === 'markdown' ? (
        <Markdown rendermime={rendermime} text={text} />
      ) : kind === 'table' ? (
        <TablePreview context={context} path={file.path} text={text} />
      ) : (
        <Source text={kind === 'json' && !cut ? indented(text) : text} />
      )}
    </>
  );
}

function TablePreview(props: {
  context: IPageContext;
  path: string;
  text: string;
}): React.ReactElement {
  const { trans } = props.context;
  const table = readTable(props.path, props.text);
  if (table === null) {
    return <Source text={props.text} />;
  }
  const numeric = table.columns.map((_, place) =>
    table.rows.every(row => row[place] === '' || !Number.isNaN(Number(row[place])))
  );
  return (
    <div className="jp-MlopsScroll" tabIndex={0} role="region" aria-label={props.path}>
      <table className="jp-MlopsNumbers">
        <thead>
          <tr>
            {table.columns.map((column, place) => (
              <th key={place} scope="col" data-numeric={numeric[place]}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.slice(0, ROWS).map((row, line) => (
            <tr key={line}>
              {row.map((value, place) => (
                <td key={place} data-numeric={numeric[place]}>
                  {value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {table.rows.length > ROWS && (
        <p className="jp-MlopsHint">
          {trans.__('%1 of %2 rows', ROWS.toLocaleString(), table.rows.length.toLocaleString())}
        </p>
      )}
    </div>
  );
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text; // not quite JSON: shown as it is
  }
}
