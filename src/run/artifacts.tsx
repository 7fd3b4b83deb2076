import React, { useEffect, useState } from 'react';
import { isAbort, messageOf } from '../api/errors';
import type { Artifact } from '../api/types';
import { formatBytes } from '../components/bytes';
import type { IPageContext } from '../pages/tokens';
import { Preview } from './preview';

export interface IRunArtifactsProps {
  context: IPageContext;
  runId: string;
  version: number;
  visible: boolean;
}

/** The files of a run: a tree on the left, the chosen one on the right. */
export function RunArtifacts(props: IRunArtifactsProps): React.ReactElement {
  const { context, runId } = props;
  const [chosen, setChosen] = useState<Artifact | null>(null);
  const [empty, setEmpty] = useState(false);
  const { trans } = context;
  return (
    <div className="jp-MlopsFiles">
      <nav aria-label={trans.__('Artifacts')}>
        {empty && (
          <p className="jp-MlopsHint">
            {trans.__('No artifacts. In the run: %1', 'run.log_artifact("model.json")')}
          </p>
        )}
        <Folder {...props} path="" chosen={chosen} onChoose={setChosen} onEmpty={setEmpty} />
      </nav>
      <div className="jp-MlopsFile">
        {chosen ? (
          <Preview
            key={`${chosen.path} ${chosen.size}`}
            context={context}
            runId={runId}
            file={chosen}
          />
        ) : (
          !empty && <p className="jp-MlopsHint">{trans.__('Choose a file.')}</p>
        )}
      </div>
    </div>
  );
}

interface IFolderProps extends IRunArtifactsProps {
  path: string;
  chosen: Artifact | null;
  onChoose: (file: Artifact) => void;
  onEmpty?: (empty: boolean) => void;
}

function Folder(props: IFolderProps): React.ReactElement {
  const { context, runId, path, version, visible, chosen, onChoose, onEmpty } = props;
  const [entries, setEntries] = useState<readonly Artifact[] | null>(null);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [error, setError] = useState('');
  const { trans, lab } = context;
  useEffect(() => {
    const asked = new AbortController();
    if (visible) {
      lab.api.artifacts(runId, path, asked.signal).then(
        found => {
          setEntries(found);
          onEmpty?.(found.length === 0);
          setError('');
        },
        reason => isAbort(reason) || setError(messageOf(reason))
      );
    }
    return () => asked.abort();
  }, [lab, runId, path, version, visible, onEmpty]);
  const toggle = (folder: string): void => {
    const next = new Set(opened);
    if (!next.delete(folder)) {
      next.add(folder);
    }
    setOpened(next);
  };
  if (error) {
    return <p className="jp-MlopsError">{error}</p>;
  }
  if (entries === null) {
    return <p className="jp-MlopsHint">{trans.__('Loading…')}</p>;
  }
  return (
    <ul className="jp-MlopsTree">
      {entries.map(entry => {
        const name = entry.path.slice(entry.path.lastIndexOf('/') + 1);
        const isOpen = opened.has(entry.path);
        return (
          <li key={entry.path}>
            {entry.is_dir ? (
              <button type="button" aria-expanded={isOpen} onClick={() => toggle(entry.path)}>
                <span aria-hidden="true">{isOpen ? '▾' : '▸'}</span> {name}
              </button>
            ) : (
              <button
                type="button"
                aria-current={chosen?.path === entry.path}
                title={entry.path}
                onClick={() => onChoose(entry)}
              >
                <span className="jp-MlopsTree-name">{name}</span>
                <span className="jp-MlopsTree-size">{formatBytes(entry.size ?? 0)}</span>
              </button>
            )}
            {entry.is_dir && isOpen && <Folder {...props} path={entry.path} onEmpty={undefined} />}
          </li>
        );
      })}
    </ul>
  );
}
