"""Banks from and for the systems that people already use: one module a format, and one small table of formats.

A reader turns the bytes of a file into a `Foreign`: questions in the words of our YAML, what could not be carried and
why, and pictures. A writer turns items into the bytes of a file and says what the format has no place for. Files are
opened and written elsewhere; what is read here is never trusted.
"""
