import type { TranslationBundle } from '@jupyterlab/translation';
import { settingsIcon } from '@jupyterlab/ui-components';
import React, { useEffect, useId, useRef, useState } from 'react';
import { useStore } from '../components/store';
import type { ExperimentsModel } from './model';

const MOST_SHOWN = 200;

/** Which metrics and params have columns. */
export function ColumnChooser(props: {
  model: ExperimentsModel;
  trans: TranslationBundle;
}): JSX.Element {
  const { model, trans } = props;
  const [open, setOpen] = useState(false);
  const [like, setLike] = useState('');
  const { keys, query } = useStore(model);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();

  useEffect(() => {
    if (!open) {
      return undefined;
    }
    const onPointerDown = (event: PointerEvent): void => {
      if (!root.current?.contains(event.target as Node)) {
        setOpen(false);
      }
    };
    document.addEventListener('pointerdown', onPointerDown);
    return () => document.removeEventListener('pointerdown', onPointerDown);
  }, [open]);

  const metrics = model.metricKeys;
  const list = (
    title: string,
    all: readonly string[],
    chosen: readonly string[],
    choose: (keys: string[]) => void
  ): JSX.Element => {
    const shown = all.filter(key => key.toLowerCase().includes(like.toLowerCase()));
    return (
      <fieldset>
        <legend>{title}</legend>
        {shown.slice(0, MOST_SHOWN).map(key => (
          <label key={key}>
            <input
              type="checkbox"
              checked={chosen.includes(key)}
              onChange={() =>
                choose(chosen.includes(key) ? chosen.filter(one => one !== key) : [...chosen, key])
              }
            />
            <span title={key}>{key}</span>
          </label>
        ))}
        {shown.length === 0 && <p className="jp-MlopsNote">{trans.__('None')}</p>}
        {shown.length > MOST_SHOWN && (
          <p className="jp-MlopsNote">{trans.__('Type above to find more.')}</p>
        )}
      </fieldset>
    );
  };

  return (
    <div
      className="jp-MlopsChooser"
      ref={root}
      onKeyDown={event => {
        if (event.key === 'Escape' && open) {
          event.stopPropagation();
          setOpen(false);
          button.current?.focus();
        }
      }}
    >
      <button
        ref={button}
        className="jp-MlopsIconButton"
        aria-expanded={open}
        aria-controls={id}
        aria-label={trans.__('Columns')}
        title={trans.__('Columns')}
        onClick={() => setOpen(!open)}
      >
        <settingsIcon.react tag="span" />
      </button>
      {open && (
        <div
          id={id}
          className="jp-MlopsChooser-menu"
          role="dialog"
          aria-label={trans.__('Columns')}
        >
          <input
            type="search"
            autoFocus
            placeholder={trans.__('Find a metric or param')}
            aria-label={trans.__('Find a metric or param')}
            value={like}
            onChange={event => setLike(event.target.value)}
          />
          {list(trans.__('Metrics'), union(keys.metrics, metrics), metrics, chosen =>
            model.change({ metrics: chosen })
          )}
          {list(trans.__('Params'), union(keys.params, query.params), query.params, params =>
            model.change({ params })
          )}
          <fieldset>
            <legend>{trans.__('Runs')}</legend>
            <label>
              <input
                type="checkbox"
                checked={query.deleted}
                onChange={() => model.change({ deleted: !query.deleted })}
              />
              <span>{trans.__('Show deleted runs instead')}</span>
            </label>
          </fieldset>
        </div>
      )}
    </div>
  );
}

function union(all: readonly string[], more: readonly string[]): string[] {
  return [...new Set([...all, ...more])];
}
