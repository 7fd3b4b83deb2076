"""What crosses a boundary, defined once: ids, time, errors, JSON.

Everything may import this package; it imports nothing of ours and nothing
heavier than msgspec, so the kernel side can use it without paying for a
database or a web server.
"""
