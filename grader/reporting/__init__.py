"""What the analysis found, for people: the report for instructors and a feedback sheet for each student."""
