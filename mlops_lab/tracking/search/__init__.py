"""Search: runs by a filter, in an order, a page at a time; and the keys and values there are, for completion.

A filter's text becomes tokens, then a tree (`grammar`), then a shape without values,
then SQL (`compile`). No text of a user's ever becomes SQL. `plan` chooses the join
order from counts of postings, the runs that an index lists for a condition.
"""

from mlops_lab.tracking.search.find import find_rids, find_runs
from mlops_lab.tracking.search.keys import key_names, key_values

__all__ = ["find_rids", "find_runs", "key_names", "key_values"]
