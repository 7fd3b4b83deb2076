import { HTMLSelect } from '@jupyterlab/ui-components';
import React, { useCallback, useEffect, useState } from 'react';
import { messageOf } from '../api/errors';
import type { Explanation, RoleList } from '../api/types';
import { useAsked } from '../components/asked';
import { Failure } from '../components/failure';
import { formatAgo, formatMoment } from '../components/format';
import type { IPageContext } from '../pages/tokens';
import type { GovernanceApi } from './client';

const ROLES = ['viewer', 'contributor', 'approver', 'admin'] as const;

/** Who may do what in a project, and why. */
export function RolesPart(props: {
  context: IPageContext;
  api: GovernanceApi;
}): React.ReactElement {
  const { context, api } = props;
  const { trans, lab } = context;
  const ask = useCallback((signal: AbortSignal) => api.roles(signal), [api]);
  const { found, error, retry } = useAsked(ask);
  const [roles, setRoles] = useState<RoleList | null>(null);
  const [taken, setTaken] = useState<RoleList | null>(null);
  if (found !== null && found !== taken) {
    setTaken(found);
    setRoles(found);
  }
  useEffect(() => {
    const heard = lab.live.listen([`project:${api.project}`], {
      changed: changes => changes.some(({ kind }) => kind.startsWith('role')) && retry(),
      reload: retry
    });
    return () => heard.dispose();
  }, [lab, api, retry]);
  if (error) {
    return <Failure message={error} trans={trans} onRetry={retry} />;
  }
  if (roles === null) {
    return (
      <p className="jp-MlopsHint" role="status">
        {trans.__('Loading…')}
      </p>
    );
  }
  return (
    <div className="jp-MlopsRoles">
      <Granted context={context} api={api} roles={roles} onChange={retry} />
      <Why context={context} api={api} actions={roles.actions} />
    </div>
  );
}

function Granted(props: {
  context: IPageContext;
  api: GovernanceApi;
  roles: RoleList;
  onChange: () => void;
}): React.ReactElement {
  const { context, api, roles, onChange } = props;
  const { trans } = context;
  const [subject, setSubject] = useState('');
  const [role, setRole] = useState('contributor');
  const [refusal, setRefusal] = useState('');
  const admin = roles.mine === 'admin';
  const grant = async (whom: string, given: string | null): Promise<void> => {
    try {
      await api.grant(whom, given);
      setRefusal('');
      setSubject('');
      onChange();
    } catch (reason) {
      setRefusal(messageOf(reason));
    }
  };
  const whole = subject.trim();
  const named = whole === '*' || /^(user|group):./.test(whole) ? whole : `user:${whole}`;
  return (
    <section aria-label={trans.__('Granted roles')}>
      <h2>{trans.__('Granted roles')}</h2>
      <p className="jp-MlopsHint">
        {roles.mine
          ? trans.__('You have the role %1 here.', roles.mine)
          : trans.__('You have no role here.')}{' '}
        {trans.__('The server’s configuration may give roles beyond those listed.')}
      </p>
      {refusal && (
        <p className="jp-MlopsError" role="alert">
          {refusal}
        </p>
      )}
      {roles.bindings.length > 0 ? (
        <table className="jp-MlopsTable">
          <thead>
            <tr>
              <th scope="col">{trans.__('Who')}</th>
              <th scope="col">{trans.__('Role')}</th>
              <th scope="col">{trans.__('Where')}</th>
              <th scope="col">{trans.__('Granted by')}</th>
              <th scope="col">{trans.__('When')}</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {roles.bindings.map(one => (
              <tr key={`${one.project} ${one.subject}`}>
                <th scope="row" title={one.subject}>
                  {one.subject}
                </th>
                <td>{one.role}</td>
                <td>{one.project === '*' ? trans.__('all projects') : one.project}</td>
                <td>{one.granted_by}</td>
                <td title={formatMoment(one.granted_at)}>
                  {formatAgo(one.granted_at, Date.now())}
                </td>
                <td>
                  {admin && one.project === api.project && (
                    <button
                      type="button"
                      className="jp-MlopsLink"
                      aria-label={trans.__('Take the role %1 from %2', one.role, one.subject)}
                      onClick={() => void grant(one.subject, null)}
                    >
                      {trans.__('Take away')}
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <p className="jp-MlopsHint">{trans.__('No role has been granted in this project.')}</p>
      )}
      {admin && (
        <form
          className="jp-MlopsActions"
          onSubmit={event => {
            event.preventDefault();
            void grant(named, role);
          }}
        >
          <input
            className="jp-mod-styled"
            aria-label={trans.__('Who')}
            placeholder={trans.__('user name, group:NAME, or * for everybody')}
            value={subject}
            onChange={event => setSubject(event.target.value)}
          />
          <HTMLSelect
            aria-label={trans.__('Role')}
            value={role}
            onChange={event => setRole(event.target.value)}
          >
            {ROLES.map(one => (
              <option key={one}>{one}</option>
            ))}
          </HTMLSelect>
          <button type="submit" className="jp-MlopsButton" disabled={whole === ''}>
            {trans.__('Grant')}
          </button>
        </form>
      )}
    </section>
  );
}

function Why(props: {
  context: IPageContext;
  api: GovernanceApi;
  actions: Readonly<Record<string, string>>;
}): React.ReactElement {
  const { context, api, actions } = props;
  const { trans } = context;
  const [user, setUser] = useState('');
  const [action, setAction] = useState(Object.keys(actions)[0] ?? '');
  const [found, setFound] = useState<Explanation | null>(null);
  const [refusal, setRefusal] = useState('');
  const ask = (): void => {
    api.explain(user.trim(), action).then(
      answer => {
        setFound(answer);
        setRefusal('');
      },
      reason => {
        setFound(null);
        setRefusal(messageOf(reason));
      }
    );
  };
  return (
    <section aria-label={trans.__('Why may somebody do something?')}>
      <h2>{trans.__('Why may somebody do something, or not?')}</h2>
      <form
        className="jp-MlopsActions"
        onSubmit={event => {
          event.preventDefault();
          ask();
        }}
      >
        <label>
          <span>{trans.__('May')}</span>{' '}
          <input
            className="jp-mod-styled"
            aria-label={trans.__('Person')}
            placeholder={trans.__('I myself')}
            value={user}
            onChange={event => setUser(event.target.value)}
          />
        </label>
        <HTMLSelect
          aria-label={trans.__('Action')}
          value={action}
          onChange={event => setAction(event.target.value)}
        >
          {Object.entries(actions).map(([name, about]) => (
            <option key={name} value={name}>
              {about}
            </option>
          ))}
        </HTMLSelect>
        <button type="submit" className="jp-MlopsButton">
          {trans.__('Explain')}
        </button>
      </form>
      {refusal && (
        <p className="jp-MlopsError" role="alert">
          {refusal}
        </p>
      )}
      {found && (
        <div className="jp-MlopsExplained" data-allowed={found.allowed} role="status">
          <p>
            <strong>
              {found.allowed
                ? trans.__('Yes, %1 may %2.', found.user, found.about)
                : trans.__('No, %1 may not %2.', found.user, found.about)}
            </strong>
          </p>
          <ul>
            {found.reasons.map(reason => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}
