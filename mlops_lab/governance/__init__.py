"""Who may do what, and what was done: roles, policies, the audit log, legal holds."""
