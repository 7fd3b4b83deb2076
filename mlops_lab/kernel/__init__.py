"""What runs beside the user's code: the SDK, and what brings its records to the server.

A *journal* is a file that logging appends to; the *shipper* is the thread that posts
what it holds; the *session* knows the server, the project and which run is active.
It speaks HTTP only, and nothing here is imported before it is used.
"""
