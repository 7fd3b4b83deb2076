"""Boards: the run table, charts, notes and a promotion request as one document that a team edits at once."""
