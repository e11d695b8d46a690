"""What a help desk is: values, commands, events, read models and the rules of the trade.

Pure: no I/O, no clock, no database, no screen. Whatever changes with the outside world is
passed in.
"""
