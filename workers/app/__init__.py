"""The command line and the Faust application.

``stringer NAME`` is a function in the room's ``command.py``, or in ``commands/`` where one file is enough; the rest of
a room is what the function loads when it is called. Rooms do not import each other. They share ``articles``,
``console``, ``invocation`` (options to settings) and ``composition`` (settings to parts).
"""
