"""Seeded chance without state: a rank is the SHA-256 of the seed and of what is ranked.

Sorting by rank shuffles. The result depends on nothing but the words themselves: not on the order
of the bank, of a set or of a dict, not on the process, the Python version or the hash seed.
"""

import hashlib


def rank(seed: int, *words: object) -> str:
    """A hexadecimal sort key that looks random and is the same everywhere for the same words."""
    return hashlib.sha256("\x1f".join([str(seed), *map(str, words)]).encode()).hexdigest()


def seed_of(sitting: str) -> int:
    """The seed, 0 to 2**31 - 1, that a sitting gets when nobody names one."""
    return int(rank(0, "sitting", sitting)[:8], 16) & 0x7FFFFFFF
