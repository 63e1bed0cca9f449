"""The course's books: what the files and the records say in, marks out, sealed and published.

Here the stages meet their inputs: `final` gives the points of a sitting, `inputs` gathers everything that marks
depend on, `reckoning` works them out from that alone, `sealed` keeps both together, `sheets` and `publishing`
are what leaves the house. How a mark is made is decided in `marks`; commands only call what is here.
"""
