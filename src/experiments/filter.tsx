import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useId, useRef, useState } from 'react';
import { ApiError, isAbort } from '../api/errors';
import type { Api } from '../api/client';
import type { KeyNames } from '../api/types';
import {
  errorColumn,
  type ICompletionPlace,
  type ISuggestion,
  matching,
  placeAt,
  suggestions,
  valueSuggestions
} from './completion';

const VALUES_SETTLE_MS = 120;

/** A box for filters that completes names and values, and shows where a filter went wrong. */
export function FilterBox(props: {
  value: string;
  error: Error | null;
  keys: KeyNames;
  project: string;
  experimentIds: readonly string[] | null;
  api: Api;
  trans: TranslationBundle;
  onChange: (filter: string) => void;
}): JSX.Element {
  const { value, error, keys, trans, onChange } = props;
  const [text, setText] = useState(value);
  const [place, setPlace] = useState<ICompletionPlace | null>(null);
  const [active, setActive] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  useEffect(() => setText(value), [value]);

  const values = useValues(props, place);
  const offered =
    place === null
      ? []
      : [...suggestions(place, keys), ...matching(place, valueSuggestions(values))];
  const refused = text === value && error instanceof ApiError && error.code === 'invalid';

  const look = (): void => {
    const box = input.current;
    setActive(-1);
    setPlace(box === null ? null : placeAt(box.value, box.selectionStart ?? box.value.length));
  };
  const take = (one: ISuggestion): void => {
    if (place === null || input.current === null) {
      return;
    }
    const rest = text.slice(place.to);
    const caret = place.from + one.insert.length;
    const next = text.slice(0, place.from) + one.insert + rest.replace(/^\s+/, '');
    input.current.value = next;
    input.current.setSelectionRange(caret, caret);
    setText(next);
    look();
  };
  const submit = (filter: string): void => {
    setPlace(null);
    if (filter.trim() !== value) {
      onChange(filter.trim());
    }
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const count = offered.length;
    if (event.key === 'Tab' && count > 0 && !event.shiftKey && (text !== '' || active >= 0)) {
      take(offered[Math.max(active, 0)]);
    } else if (event.key === 'ArrowDown' && count > 0) {
      setActive((active + 1) % count);
    } else if (event.key === 'ArrowDown') {
      look();
    } else if (event.key === 'ArrowUp' && count > 0) {
      setActive((active + count) % (count + 1) === count ? -1 : (active - 1 + count) % count);
    } else if (event.key === 'Enter' && active >= 0 && active < count) {
      take(offered[active]);
    } else if (event.key === 'Enter') {
      submit(text);
    } else if (event.key === 'Escape' && count > 0) {
      setPlace(null);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className="jp-MlopsFilter" data-refused={refused || undefined}>
      <input
        ref={input}
        className="jp-MlopsFilter-input"
        type="text"
        role="combobox"
        aria-label={trans.__('Filter runs')}
        aria-autocomplete="list"
        aria-expanded={offered.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
        aria-invalid={refused}
        aria-describedby={refused ? `${id}-error` : undefined}
        placeholder={trans.__('Filter: metrics.auc > 0.9 and params.model = …')}
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={event => {
          setText(event.target.value);
          look();
        }}
        onFocus={look}
        onClick={look}
        onBlur={() => submit(text)}
        onKeyDown={onKeyDown}
      />
      {text !== '' && (
        <button
          className="jp-MlopsFilter-clear jp-MlopsIconButton"
          title={trans.__('Clear the filter')}
          aria-label={trans.__('Clear the filter')}
          onMouseDown={event => event.preventDefault()}
          onClick={() => {
            setText('');
            submit('');
          }}
        >
          ×
        </button>
      )}
      <ul
        id={`${id}-list`}
        className="jp-MlopsFilter-list"
        role="listbox"
        aria-label={trans.__('Completions')}
        hidden={offered.length === 0}
      >
        {offered.map((one, index) => (
          <li
            key={`${one.detail} ${one.label}`}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            ref={node => index === active && node?.scrollIntoView({ block: 'nearest' })}
            onMouseDown={event => {
              event.preventDefault();
              take(one);
            }}
          >
            <span>{one.label}</span>
            <small>{detailLabel(one.detail, trans)}</small>
          </li>
        ))}
      </ul>
      {refused && (
        <Refusal id={`${id}-error`} filter={value} message={error.message} trans={trans} />
      )}
    </div>
  );
}

/** A refused filter with a mark where reading stopped. */
function Refusal(props: {
  id: string;
  filter: string;
  message: string;
  trans: TranslationBundle;
}): JSX.Element {
  const { id, filter, message } = props;
  const column = errorColumn(message);
  const at = column === null ? null : Math.min(column - 1, filter.length);
  return (
    <div id={id} className="jp-MlopsFilter-error" role="alert">
      {at !== null && (
        <code>
          {filter.slice(Math.max(0, at - 24), at)}
          <mark>{filter.slice(at, at + 1) || ' '}</mark>
          {filter.slice(at + 1, at + 24)}
        </code>
      )}
      <span>{message}</span>
    </div>
  );
}

function useValues(
  props: {
    api: Api;
    project: string;
    experimentIds: readonly string[] | null;
  },
  place: ICompletionPlace | null
): string[] {
  const { api, project, experimentIds } = props;
  const [values, setValues] = useState<string[]>([]);
  const match = /^(params|tags)\.(.+)$/.exec(place?.field ?? '');
  const kind =
    place?.expects === 'value' ? (match?.[1] as 'params' | 'tags' | undefined) : undefined;
  const key = match?.[2];
  const like = (place?.typed ?? '').replace(/^['"]/, '');
  const scope = experimentIds?.join(',') ?? null;
  useEffect(() => {
    setValues([]);
    if (kind === undefined || key === undefined) {
      return undefined;
    }
    const call = new AbortController();
    const ids = scope === null ? null : scope.split(',');
    const timer = window.setTimeout(() => {
      api.values(project, ids, kind, key, like, call.signal).then(setValues, (error: unknown) => {
        if (!isAbort(error)) {
          console.warn('MLOps Lab: values could not be completed.', error);
        }
      });
    }, VALUES_SETTLE_MS);
    return () => {
      window.clearTimeout(timer);
      call.abort();
    };
  }, [api, project, scope, kind, key, like]);
  return values;
}

function detailLabel(detail: ISuggestion['detail'], trans: TranslationBundle): string {
  switch (detail) {
    case 'metric':
      return trans.__('metric');
    case 'param':
      return trans.__('param');
    case 'tag':
      return trans.__('tag');
    case 'field':
      return trans.__('run');
    default:
      return '';
  }
}
