"""What happened, in a database: SQLite beside course.yaml, or PostgreSQL by URL.

Events are append-only and chained by hash; responses are rows that an event vouches for; suggestions
are derived and replaced as a whole. Nothing here knows what an answer is worth.
"""

from grader.records.store import Records, open_records

__all__ = ["Records", "open_records"]
