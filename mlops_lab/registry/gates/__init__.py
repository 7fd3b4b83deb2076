"""Gates: what has to pass before a version becomes live for a target.

`planning` says which gates a policy asks for and what each depends on, `running` runs one of
them in a process of its own, `builtin` holds those that come with us. A gate passes, fails, or
is in error (a crash, a time-out, numbers that are none); only the first lets a version through.
"""
