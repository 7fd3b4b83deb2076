"""The policy of a project: what holds now, earlier versions, and writing a new one."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from mlops_lab.governance import audit
from mlops_lab.governance.policy import Policy, PolicyVersion
from mlops_lab.governance.policy_text import parsed, problems_of
from mlops_lab.governance.roles import Role, require, require_person
from mlops_lab.storage.control_schema import policies
from mlops_lab.storage.schema import projects
from mlops_lab.storage.transaction import Tx
from mlops_lab.wire.errors import Code, LabError, not_found

_ALONE = """\
# What it takes for a version to become live. Nobody else uses this server, so nobody else is asked.
targets:
  staging:
    gates:
      - gate: safe_format
    rollback: never
  production:
    gates:
      - gate: safe_format
      - gate: signature
    approvals:
      count: 0        # a second person who approves; on a shared server the default is 1
    rollback: never   # never, after (done at once, reviewed afterwards) or before a second person agrees
"""
_SHARED = """\
# What it takes for a version to become live. On a shared server a second person approves what goes to production.
targets:
  staging:
    gates:
      - gate: safe_format
    rollback: never
  production:
    gates:
      - gate: safe_format
      - gate: signature
    approvals:
      count: 1
      role: approver
      valid_hours: 168
    rollback: after   # never, after (done at once, reviewed afterwards) or before a second person agrees
"""


def default_text(shared: bool) -> str:
    """Return the policy that holds where nobody has written one."""
    return _SHARED if shared else _ALONE


def current(conn: Connection, project: str, *, shared: bool) -> PolicyVersion:
    """Return the policy that holds now; the default, as version 0, where nobody has written one."""
    row = conn.execute(_LAST, {"project": project}).first()
    return _default(project, shared) if row is None else _version(project, row)


def get(conn: Connection, project: str, version: int, *, shared: bool) -> PolicyVersion:
    """Return one version of a project's policy.

    Raises
    ------
    LabError
        When there is none of this number.
    """
    if version == 0:
        return _default(project, shared)
    row = conn.execute(_ALL.where(policies.c.version == version), {"project": project}).first()
    if row is None:
        raise not_found(f"The policy of {project[:100]!r} has no version {version}.", "version")
    return _version(project, row)


def versions(conn: Connection, project: str) -> list[PolicyVersion]:
    """Return what was written, the newest first."""
    return [_version(project, row) for row in conn.execute(_ALL, {"project": project})]


def write(tx: Tx, project: str, text: str, *, comment: str = "", base_version: int) -> PolicyVersion:
    """Make a new version of a project's policy; the same text again makes none.

    Parameters
    ----------
    text : str
        YAML, as `problems_of` takes it.
    base_version : int
        The version that was edited; 0 for the default.

    Raises
    ------
    LabError
        When an admin of the project is not who asks, the text has a problem (the first is told, with
        its line), or somebody has written another version since.
    """
    require_person(tx, to="change the policy")
    require(tx, project, Role.ADMIN, to="change the policy")
    problems = problems_of(text)
    if problems:
        raise LabError(str(problems[0]), field=f"text: {problems[0].field}" if problems[0].field else "text")
    owner = tx.conn.execute(sa.select(projects.c.id).where(projects.c.name == project)).scalar()
    if owner is None:
        raise not_found(f"There is no project {project[:100]!r}.", "project")
    before = current(tx.conn, project, shared=tx.actor.shared)
    if before.version != base_version:
        raise LabError(
            f"{before.created_by or 'Somebody'} wrote version {before.version} of the policy meanwhile; yours was made "
            f"from version {base_version}.",
            Code.CONFLICT,
            "base_version",
        )
    if before.version and before.text == text:
        return before
    digest = digest_of(parsed(text))
    tx.conn.execute(
        sa.insert(policies).values(
            project_id=owner,
            version=before.version + 1,
            text=text,
            digest=digest,
            comment=comment,
            created_by=tx.actor.username,
            created_at=tx.now,
        )
    )
    audit.record(
        tx,
        "policy.written",
        kind="policy",
        object=project,
        project=project,
        before=before.digest,
        after=digest,
        reason=comment,
        details={"version": before.version + 1},
    )
    tx.publish(f"project:{project}", "policy.updated", {"project": project, "version": before.version + 1})
    return current(tx.conn, project, shared=tx.actor.shared)


def digest_of(policy: Policy) -> str:
    """Return the digest of what a policy says, whatever its text looks like."""
    return audit.digest_of(policy)


def alias_of(policy: Policy, target: str) -> str:
    """Return the alias that moves when a version becomes live for a target."""
    return policy.targets[target].alias or target


def protected(policy: Policy) -> dict[str, str]:
    """Return the aliases that only a transition moves, each with its target; empty for those kept from everybody."""
    kept = dict.fromkeys(policy.protected_aliases, "")
    return kept | {alias_of(policy, target): target for target in policy.targets}


def _default(project: str, shared: bool) -> PolicyVersion:
    if shared not in _defaults:
        policy = parsed(default_text(shared))
        _defaults[shared] = (policy, digest_of(policy))
    policy, digest = _defaults[shared]
    return PolicyVersion(project=project, version=0, text=default_text(shared), digest=digest, policy=policy)


def _version(project: str, row: Row[tuple[object, ...]]) -> PolicyVersion:
    key = (row.digest, row.text)
    if key not in _parsed:
        if len(_parsed) >= 256:
            _parsed.clear()
        _parsed[key] = parsed(row.text)
    return PolicyVersion(
        project=project,
        version=row.version,
        text=row.text,
        digest=row.digest,
        policy=_parsed[key],
        comment=row.comment,
        created_by=row.created_by,
        created_at=row.created_at,
    )


# reading YAML takes a thousand times longer than looking here; nobody changes what comes out
_defaults: dict[bool, tuple[Policy, str]] = {}
_parsed: dict[tuple[str, str], Policy] = {}
_ALL = (
    sa.select(policies)
    .join(projects, projects.c.id == policies.c.project_id)
    .where(projects.c.name == sa.bindparam("project"))
    .order_by(policies.c.version.desc())
)
_LAST = _ALL.limit(1)
