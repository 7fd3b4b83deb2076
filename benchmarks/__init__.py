"""The speed promises as programs: each prints our figure and the reference's from the same run, as a ratio."""
