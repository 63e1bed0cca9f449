"""grader: a course from the question bank to the final mark."""

__version__ = "0.1.0"
