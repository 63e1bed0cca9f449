"""Open answers: texts become vectors, vectors and words become features, features become a suggestion."""
