"""A blueprint, a bank, earlier exams and a seed -> a sealed exam with parallel forms, or why there is none.

`pool` says which items may be drawn, `requirements` turns the blueprint into sums and limits, `program`
writes these for CP-SAT, `choose` picks the items, `conflict` and `words` explain what is impossible,
`order` places items and options, `seal` joins it all. Nothing here reads files or the clock.
"""

from grader.assembly.seal import assemble, lock_text

__all__ = ["assemble", "lock_text"]
