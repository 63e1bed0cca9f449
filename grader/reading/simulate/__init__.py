"""Paper exams without paper: printed pages painted, filled in as people do, spoiled as scanners and phones do.

A sheet's layout and a numpy Generator go in; grey images and the truth about every bubble come out. The same
seed gives the same bytes. Nothing here reads a page: what is painted is judged by `reading` alone.
"""
