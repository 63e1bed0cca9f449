"""The command line: one module per command group; load, call one function, save, print."""
