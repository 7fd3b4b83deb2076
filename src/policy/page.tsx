import type { IEditorServices } from '@jupyterlab/codeeditor';
import React, { useEffect, useMemo } from 'react';
import { AuditPart } from '../audit/list';
import { Tabs } from '../components/tabs';
import type { IPageContext } from '../pages/tokens';
import { PolicyModel } from './model';
import { PolicyPart } from './policy';
import { RolesPart } from './roles';

/** A part of the page. */
export type Section = 'policy' | 'roles' | 'audit';

/** The rules of a project: its policy, who has which role, and what was done. */
export function GovernancePage(props: {
  context: IPageContext;
  project: string;
  services: IEditorServices;
  section: Section;
  visible: boolean;
  onSection: (section: Section) => void;
}): React.ReactElement {
  const { context, project, services, section, visible, onSection } = props;
  const { trans, lab } = context;
  const model = useMemo(() => new PolicyModel(lab, project), [lab, project]);
  useEffect(() => {
    if (visible) {
      model.watch();
    }
    return () => model.rest();
  }, [model, visible]);
  const tabs = [
    {
      id: 'policy',
      label: trans.__('Policy'),
      body: () => <PolicyPart context={context} model={model} services={services} />
    },
    {
      id: 'roles',
      label: trans.__('Roles'),
      body: () => <RolesPart context={context} api={model.api} />
    },
    {
      id: 'audit',
      label: trans.__('Audit log'),
      body: () => <AuditPart context={context} project={project} />
    }
  ];
  return (
    <>
      <header className="jp-MlopsRun-header">
        <h1 title={project}>{trans.__('Rules of %1', project)}</h1>
      </header>
      <Tabs
        tabs={tabs}
        active={section}
        label={trans.__('Parts of the rules')}
        onChange={id => onSection(id as Section)}
      />
    </>
  );
}
