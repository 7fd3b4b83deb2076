"""Features: defined once, and joined as they were known at each moment.

An *entity* is what features describe, found by its *join keys*. A *source* holds rows with an *event timestamp*
(when it was so) and maybe a *created timestamp* (when it became known). A *feature view* names features of a source
and how long a row counts (*ttl*). An *on-demand feature* is computed from others and from what comes with a request.
A *feature service* is what one model asks for. A *spine* is a frame of keys and moments to find features for.
"""
