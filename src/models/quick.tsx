import { HTMLSelect } from '@jupyterlab/ui-components';
import React, { useCallback, useMemo, useState } from 'react';
import type { TargetState } from '../api/types';
import { useAsked } from '../components/asked';
import { ControlApi } from '../control/client';
import { StatePill } from '../control/states';
import { type IPageContext, PageCommands } from '../pages/tokens';
import type { IFound } from './origin';
import { PromoteButton } from './promote';
import { nextTarget } from './ways';

/** A version in a line: its name, which target, and the button that says what it will do. */
export function QuickPromote(props: {
  context: IPageContext;
  found: IFound;
  /** Rises when what can be done may have changed. */
  stamp: number;
}): React.ReactElement {
  const { context, found, stamp } = props;
  const { trans, lab, commands } = context;
  const { project, version } = found;
  const control = useMemo(() => new ControlApi(lab.api, project), [lab, project]);
  const ask = useCallback(
    (signal: AbortSignal) => control.targets(version.name, signal),
    // the stamp asks the same question anew
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [control, version.name, stamp]
  );
  const asked = useAsked(ask);
  const [targets, setTargets] = useState<readonly TargetState[]>([]);
  if (asked.found !== null && asked.found !== targets) {
    setTargets(asked.found);
  }
  const [chosen, setChosen] = useState('');
  const next = nextTarget(targets, version.version);
  const target = targets.find(one => one.target === chosen) ?? next;
  const label = `${version.name} ${version.version}`;
  return (
    <span className="jp-MlopsQuick">
      <button
        type="button"
        className="jp-MlopsLink"
        title={trans.__('Open %1', label)}
        onClick={() =>
          void commands.execute(PageCommands.openModel, {
            project,
            name: version.name,
            version: version.version
          })
        }
      >
        {label}
      </button>
      {target && targets.length > 1 && (
        <HTMLSelect
          aria-label={trans.__('Target')}
          title={trans.__('Target')}
          value={target.target}
          onChange={event => setChosen(event.target.value)}
        >
          {targets.map(one => (
            <option key={one.target}>{one.target}</option>
          ))}
        </HTMLSelect>
      )}
      {target &&
        (target.live_version === version.version ? (
          <StatePill state="live" trans={trans} />
        ) : (
          <PromoteButton
            compact
            context={context}
            control={control}
            project={project}
            name={version.name}
            version={version.version}
            target={target.target}
            stamp={stamp}
          />
        ))}
      {asked.error && <span className="jp-MlopsError">{asked.error}</span>}
    </span>
  );
}
