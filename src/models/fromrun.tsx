import React, { useEffect, useMemo, useRef, useState } from 'react';
import type { Run } from '../api/types';
import { useStore } from '../components/store';
import { type IPageContext, PageCommands } from '../pages/tokens';
import { ofRun, Origin } from './origin';
import { QuickPromote } from './quick';
import { modelFolders } from './registering';

/** What became of a run: its newest version with a button to promote it, or one to register what it logged. */
export function FromRun(props: { context: IPageContext; run: Run }): React.ReactElement | null {
  const { context, run } = props;
  const { trans, lab, commands } = context;
  const { project, run_id } = run;
  const origin = useMemo(() => new Origin(lab, ofRun(project, run_id)), [lab, project, run_id]);
  const { found, loaded, error, stamp } = useStore(origin);
  const [node, seen] = useSeen();
  const [offered, setOffered] = useState(false);
  const ended = run.status !== 'running' && run.deleted_at === null;
  useEffect(() => {
    if (seen && ended) {
      origin.wake();
    } else {
      origin.sleep();
    }
    return () => origin.sleep();
  }, [origin, seen, ended]);
  const free = ended && loaded && found === null && !error;
  useEffect(() => {
    let wanted = true;
    if (free) {
      modelFolders(lab.api, run_id).then(
        folders => wanted && setOffered(folders.length > 0),
        () => undefined // the run's page says what is wrong with its artifacts
      );
    }
    return () => {
      wanted = false;
    };
  }, [lab, run_id, free]);
  return (
    <span ref={node} className="jp-MlopsFromRun">
      {found && <QuickPromote context={context} found={found} stamp={stamp} />}
      {free && offered && (
        <button
          type="button"
          className="jp-MlopsButton"
          onClick={() => void commands.execute(PageCommands.register, { project, run_id })}
        >
          {trans.__('Register…')}
        </button>
      )}
    </span>
  );
}

/** Whether a node is on the screen. */
function useSeen(): [React.RefObject<HTMLSpanElement>, boolean] {
  const node = useRef<HTMLSpanElement>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const observer = new IntersectionObserver(entries => {
      setSeen(entries[entries.length - 1].isIntersecting);
    });
    if (node.current) {
      observer.observe(node.current);
    }
    return () => observer.disconnect();
  }, []);
  return [node, seen];
}
