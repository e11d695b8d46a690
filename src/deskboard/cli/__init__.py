"""The command line: everything the board can do, for scripts, pipes and people without a board.

Data goes to stdout, everything else to stderr. Invariant: loads no Textual, and each command is
imported only when it is called.
"""
