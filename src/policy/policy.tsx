import type { IEditorServices } from '@jupyterlab/codeeditor';
import React, { useEffect, useMemo, useRef, useState } from 'react';
import { lineDiff } from '../compare/diff';
import { numbered } from '../compare/diffrows';
import { Diff } from '../compare/diffview';
import { Failure } from '../components/failure';
import { formatAgo, formatMoment } from '../components/format';
import { useStore } from '../components/store';
import type { IPageContext } from '../pages/tokens';
import { type IEditorHandle, YamlEditor } from './editor';
import type { PolicyModel } from './model';

/** The policy of a project: read, edited, looked at as a diff before it is written. */
export function PolicyPart(props: {
  context: IPageContext;
  model: PolicyModel;
  services: IEditorServices;
}): React.ReactElement {
  const { context, model, services } = props;
  const { trans } = context;
  const { current, base, draft, problems, checked, editable, error, refusal } = useStore(model);
  const [saving, setSaving] = useState(false);
  const editor = useRef<IEditorHandle>(null);
  const dirty = model.dirty;
  useEffect(() => setSaving(false), [base]);
  if (current === null || base === null) {
    return error ? (
      <Failure message={error} trans={trans} onRetry={() => void model.load()} />
    ) : (
      <p className="jp-MlopsHint" role="status">
        {trans.__('Loading…')}
      </p>
    );
  }
  const named = (version: number): string =>
    version === 0 ? trans.__('the default') : trans.__('version %1', version);
  return (
    <div className="jp-MlopsPolicy">
      <p className="jp-MlopsPolicy-which">
        {current.version === 0
          ? trans.__('Nobody has written a policy for this project, so the default holds.')
          : trans.__(
              'Version %1 holds, by %2, %3.',
              current.version,
              current.created_by || trans.__('the server'),
              formatAgo(current.created_at ?? 0, Date.now())
            )}{' '}
        {current.comment && <q>{current.comment}</q>}{' '}
        {!editable && (
          <span className="jp-MlopsHint">
            {trans.__('Only an admin of the project changes it.')}
          </span>
        )}
      </p>
      {(refusal || error) && (
        <p className="jp-MlopsError" role="alert">
          {refusal || error}
        </p>
      )}
      {model.overtaken && dirty && (
        <div className="jp-MlopsReview-changed" role="alert">
          <p>
            {trans.__(
              '%1 was written meanwhile. What you wrote was made from %2.',
              named(current.version),
              named(base.version)
            )}
          </p>
          <div className="jp-MlopsActions">
            <button type="button" className="jp-MlopsButton" onClick={() => model.rebase()}>
              {trans.__('Keep mine, look at the difference')}
            </button>
            <button type="button" className="jp-MlopsButton" onClick={() => model.discard()}>
              {trans.__('Take the newer one')}
            </button>
          </div>
        </div>
      )}
      {saving ? (
        <Saving context={context} model={model} onBack={() => setSaving(false)} />
      ) : (
        <>
          <YamlEditor
            ref={editor}
            services={services}
            text={draft}
            problems={problems}
            readOnly={!editable}
            label={trans.__('Policy in YAML')}
            onChange={text => model.edit(text)}
          />
          {problems.length > 0 && (
            <ul className="jp-MlopsPolicy-problems" aria-label={trans.__('Problems')} role="alert">
              {problems.map((one, place) => (
                <li key={place}>
                  {one.line > 0 ? (
                    <button
                      type="button"
                      className="jp-MlopsLink"
                      onClick={() => editor.current?.goTo(one.line)}
                    >
                      {trans.__('Line %1', one.line)}
                    </button>
                  ) : null}{' '}
                  {one.field && <code>{one.field}</code>} {one.message}
                </li>
              ))}
            </ul>
          )}
          {editable && (
            <div className="jp-MlopsActions">
              <button
                type="button"
                className="jp-MlopsButton jp-mod-accept"
                disabled={!dirty || !checked || problems.length > 0 || model.overtaken}
                onClick={() => setSaving(true)}
              >
                {trans.__('Review and save…')}
              </button>
              <button
                type="button"
                className="jp-MlopsButton"
                disabled={!dirty}
                onClick={() => model.discard()}
              >
                {trans.__('Discard')}
              </button>
              <span className="jp-MlopsHint" role="status">
                {dirty && !checked
                  ? trans.__('Checking…')
                  : dirty && problems.length === 0
                    ? trans.__('Nothing is wrong with it.')
                    : ''}
              </span>
            </div>
          )}
        </>
      )}
      {!saving && <Versions context={context} model={model} />}
    </div>
  );
}

function Saving(props: {
  context: IPageContext;
  model: PolicyModel;
  onBack: () => void;
}): React.ReactElement {
  const { context, model, onBack } = props;
  const { trans } = context;
  const { base, draft, busy } = useStore(model);
  const [comment, setComment] = useState('');
  const rows = useMemo(() => numbered(lineDiff(base?.text ?? '', draft)), [base, draft]);
  const before = base?.version ? trans.__('Version %1', base.version) : trans.__('The default');
  return (
    <>
      <Diff
        title={trans.__('What changes')}
        rows={rows}
        before={before}
        after={trans.__('Your change')}
        layout="unified"
        trans={trans}
      />
      <p className="jp-MlopsHint">
        {trans.__(
          'Promotions under way are held to the new policy: approvals given under the old one no longer count.'
        )}
      </p>
      <label className="jp-MlopsField">
        <span>{trans.__('Why is it changed?')}</span>
        <textarea
          className="jp-mod-styled"
          rows={2}
          autoFocus
          maxLength={2000}
          value={comment}
          onChange={event => setComment(event.target.value)}
        />
      </label>
      <div className="jp-MlopsActions">
        <button
          type="button"
          className="jp-MlopsButton jp-mod-accept"
          disabled={busy || comment.trim() === ''}
          title={comment.trim() === '' ? trans.__('Say why first') : undefined}
          onClick={() => void model.save(comment.trim())}
        >
          {trans.__('Save the policy')}
        </button>
        <button type="button" className="jp-MlopsButton" disabled={busy} onClick={onBack}>
          {trans.__('Back to the editor')}
        </button>
      </div>
    </>
  );
}

/** What was written before; each can be taken into the editor. */
function Versions(props: { context: IPageContext; model: PolicyModel }): React.ReactElement | null {
  const { context, model } = props;
  const { trans } = context;
  const { versions, current, editable } = useStore(model);
  const [shown, setShown] = useState<number | null>(null);
  const earlier = versions.filter(one => one.version !== current?.version);
  const chosen = earlier.find(one => one.version === shown);
  const rows = useMemo(
    () => (chosen && current ? numbered(lineDiff(chosen.text, current.text)) : []),
    [chosen, current]
  );
  if (earlier.length === 0 || current === null) {
    return null;
  }
  return (
    <section aria-label={trans.__('Earlier versions')}>
      <h2>{trans.__('Earlier versions')}</h2>
      <div className="jp-MlopsTableFrame" tabIndex={0}>
        <table className="jp-MlopsTable">
          <tbody>
            {earlier.map(one => (
              <tr key={one.version}>
                <th scope="row">
                  <button
                    type="button"
                    className="jp-MlopsLink"
                    aria-expanded={one.version === shown}
                    onClick={() => setShown(one.version === shown ? null : one.version)}
                  >
                    {trans.__('Version %1', one.version)}
                  </button>
                </th>
                <td>{one.created_by}</td>
                <td title={formatMoment(one.created_at ?? 0)}>
                  {formatAgo(one.created_at ?? 0, Date.now())}
                </td>
                <td title={one.comment}>{one.comment}</td>
                <td>
                  {editable && (
                    <button
                      type="button"
                      className="jp-MlopsLink"
                      onClick={() => model.edit(one.text)}
                    >
                      {trans.__('Take into the editor')}
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {chosen && (
        <Diff
          title={trans.__('What has changed since')}
          rows={rows}
          before={trans.__('Version %1', chosen.version)}
          after={trans.__('Version %1', current.version)}
          layout="unified"
          trans={trans}
        />
      )}
    </section>
  );
}
