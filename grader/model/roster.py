"""Who takes the course, and what they did besides tests: students, projects, laboratories."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from grader.model.base import Line, Model, Points, Text
from grader.model.kinds import Profile


class Student(Model):
    """A line of students.csv. The id is opaque text in the course's pattern."""

    student_id: Text
    surname: Line = ""
    name: Line = ""
    email: Line = ""
    profile: Profile = Profile.STANDARD
    time_factor: Annotated[Decimal, Field(ge=1, le=5)] = Decimal(1)


class ProjectStatus(StrEnum):
    """Where a member's part in a project stands."""

    ASSIGNED = "assigned"
    REVISED = "revised"
    PRESENTED = "presented"
    WITHDRAWN = "withdrawn"  # of this member alone; the others go on


class ProjectRow(Model):
    """A line of projects.csv: one member of a group. A group has one mark; change and status are a member's."""

    group: Text
    student_id: Text
    title: Line = ""
    assigned: dt.date | None = None
    revised_on: dt.date | None = None
    presented_on: dt.date | None = None
    mark: Points | None = None
    change: Annotated[Decimal, Field(ge=-30, le=30)] = Decimal(0)  # added to the group's mark for this member
    status: ProjectStatus = ProjectStatus.ASSIGNED


LabResult = Literal["pass", "fail", "absent", ""]  # "" is not held or not marked yet


class LabRow(Model):
    """A line of labs.csv: a student's own results, or a lab group's (then `student_id` is empty)."""

    student_id: Line = ""
    lab_group: Line = ""
    results: tuple[LabResult, ...]  # lab1, lab2, ...
