import React, { useEffect, useMemo, useState } from 'react';
import { isAbort, messageOf } from '../api/errors';
import { Failure } from '../components/failure';
import { formatAgo, formatMoment } from '../components/format';
import type { IPageContext } from '../pages/tokens';
import { AuditApi, type IAuditQuery, type IEntry, type IVerification } from './client';

const PAGE = 100;
const SETTLE_MS = 300;

/** The audit log of a project, newest first, with a button that verifies all of it. */
export function AuditPart(props: { context: IPageContext; project: string }): React.ReactElement {
  const { context, project } = props;
  const { trans, lab } = context;
  const api = useMemo(() => new AuditApi(lab.api), [lab]);
  const [asked, setAsked] = useState<IAuditQuery>({ project, object: '', actor: '', action: '' });
  const [entries, setEntries] = useState<readonly IEntry[] | null>(null);
  const [more, setMore] = useState('');
  const [error, setError] = useState('');
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const call = new AbortController();
    const timer = window.setTimeout(() => {
      api.find(asked, { max_results: PAGE }, call.signal).then(
        page => {
          setEntries(page.entries);
          setMore(page.next_page_token ?? '');
          setError('');
        },
        reason => isAbort(reason) || setError(messageOf(reason))
      );
    }, SETTLE_MS);
    return () => {
      window.clearTimeout(timer);
      call.abort();
    };
  }, [api, asked, tries]);
  const older = async (): Promise<void> => {
    try {
      const page = await api.find(asked, { max_results: PAGE, page_token: more });
      setEntries([...(entries ?? []), ...page.entries]);
      setMore(page.next_page_token ?? '');
    } catch (reason) {
      setError(messageOf(reason));
    }
  };
  const field = (key: 'object' | 'actor' | 'action', label: string, hint: string) => (
    <input
      type="search"
      className="jp-mod-styled"
      aria-label={label}
      placeholder={hint}
      value={asked[key]}
      onChange={event => setAsked({ ...asked, [key]: event.target.value })}
    />
  );
  const narrowed = asked.object !== '' || asked.actor !== '' || asked.action !== '';
  return (
    <div className="jp-MlopsAudit">
      <Verify context={context} api={api} />
      <div className="jp-MlopsActions">
        {field('object', trans.__('Object'), trans.__('Object, such as churn or churn/3'))}
        {field('action', trans.__('Action'), trans.__('Action, such as version.created'))}
        {field('actor', trans.__('Who'), trans.__('User name'))}
        <button type="button" className="jp-MlopsButton" onClick={() => setTries(tries + 1)}>
          {trans.__('Refresh')}
        </button>
      </div>
      {error ? (
        <Failure message={error} trans={trans} onRetry={() => setTries(tries + 1)} />
      ) : entries === null ? (
        <p className="jp-MlopsHint" role="status">
          {trans.__('Loading…')}
        </p>
      ) : entries.length === 0 ? (
        <p className="jp-MlopsHint">
          {narrowed
            ? trans.__('No entry fits what is asked for.')
            : trans.__('Nothing has been done in this project yet.')}
        </p>
      ) : (
        <>
          <Entries context={context} entries={entries} />
          {more && (
            <button type="button" className="jp-MlopsButton" onClick={() => void older()}>
              {trans.__('Older entries…')}
            </button>
          )}
        </>
      )}
    </div>
  );
}

function Entries(props: { context: IPageContext; entries: readonly IEntry[] }): React.ReactElement {
  const { context, entries } = props;
  const { trans } = context;
  const [open, setOpen] = useState<number | null>(null);
  return (
    <div className="jp-MlopsTableFrame" tabIndex={0}>
      <table className="jp-MlopsTable" aria-label={trans.__('Entries of the audit log')}>
        <thead>
          <tr>
            <th scope="col" data-numeric>
              #
            </th>
            <th scope="col">{trans.__('When')}</th>
            <th scope="col">{trans.__('Who')}</th>
            <th scope="col">{trans.__('What')}</th>
            <th scope="col">{trans.__('Object')}</th>
            <th scope="col">{trans.__('Reason')}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map(one => (
            <React.Fragment key={one.seq}>
              <tr>
                <td data-numeric>
                  <button
                    type="button"
                    className="jp-MlopsLink"
                    aria-expanded={open === one.seq}
                    aria-label={trans.__('Details of entry %1', one.seq)}
                    onClick={() => setOpen(open === one.seq ? null : one.seq)}
                  >
                    {one.seq}
                  </button>
                </td>
                <td title={formatMoment(one.time)}>{formatAgo(one.time, Date.now())}</td>
                <td title={one.actor_name || one.actor}>
                  {one.actor || trans.__('the server')}
                  {one.via && one.actor && <span className="jp-MlopsHint">{` · ${one.via}`}</span>}
                </td>
                <td>{one.action}</td>
                <td title={one.object}>{one.object}</td>
                <td title={one.reason}>{one.reason}</td>
              </tr>
              {open === one.seq && (
                <tr>
                  <td />
                  <td colSpan={5}>
                    <Details context={context} entry={one} />
                  </td>
                </tr>
              )}
            </React.Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Details(props: { context: IPageContext; entry: IEntry }): React.ReactElement {
  const { context, entry } = props;
  const { trans } = context;
  const facts: [string, string | null][] = [
    [trans.__('Time'), formatMoment(entry.time)],
    [trans.__('Before'), entry.before],
    [trans.__('After'), entry.after],
    [trans.__('Request'), entry.request_id],
    [trans.__('Details'), entry.details === '{}' ? null : entry.details],
    [trans.__('Hash'), entry.hash]
  ];
  return (
    <dl className="jp-MlopsAudit-details">
      {facts
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <React.Fragment key={name}>
            <dt>{name}</dt>
            <dd>
              <code>{value}</code>
            </dd>
          </React.Fragment>
        ))}
    </dl>
  );
}

function Verify(props: { context: IPageContext; api: AuditApi }): React.ReactElement {
  const { context, api } = props;
  const { trans } = context;
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<IVerification | null>(null);
  const [error, setError] = useState('');
  const verify = async (): Promise<void> => {
    setBusy(true);
    setError('');
    try {
      setFound(await api.verify());
    } catch (reason) {
      setFound(null);
      setError(messageOf(reason));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="jp-MlopsAudit-verify" aria-label={trans.__('Verification')}>
      <div className="jp-MlopsActions">
        <button
          type="button"
          className="jp-MlopsButton jp-mod-accept"
          disabled={busy}
          onClick={() => void verify()}
        >
          {busy ? trans.__('Verifying…') : trans.__('Verify the whole log')}
        </button>
        <span role="status">
          {found?.intact &&
            trans.__(
              'Intact: %1 entries, each with the hash of the one before; %2 checkpoints agree.',
              found.entries.toLocaleString(),
              found.checkpoints
            )}
        </span>
      </div>
      {error && (
        <p className="jp-MlopsError" role="alert">
          {error}
        </p>
      )}
      {found && !found.intact && (
        <div className="jp-MlopsExplained" data-allowed={false} role="alert">
          <p>
            <strong>{trans.__('The log is not what was written.')}</strong>
          </p>
          <ul>
            {found.problems.map(one => (
              <li key={`${one.seq} ${one.what}`}>
                {trans.__('Entry %1 (%2): %3', one.seq, one.what, one.message)}
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}
