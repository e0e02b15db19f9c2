"""What is wrong with a model set, collected so that a person sees all of it at once."""

import os
import sysconfig
import traceback


class Failure(Exception):
    """Ends the program: `lines` go to standard error, and the exit code is 1."""

    def __init__(self, *lines):
        super().__init__(lines[0])
        self.lines = lines


def place_of_cause(error):
    """" (FILE:LINE)", where the project's code is to blame for an exception; "" where none of it had a part in it.

    Of the frames the last one counts that is neither Python's nor a package's nor ours: what those do, they do for it.
    """
    if isinstance(error, SyntaxError) and error.filename:
        return " (%s:%d)" % (error.filename, error.lineno or 1)
    frames = [one for one in traceback.extract_tb(error.__traceback__) if not _is_foreign(one.filename)]
    return " (%s:%d)" % (frames[-1].filename, frames[-1].lineno) if frames else ""


def _is_foreign(filename):
    libraries = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib")] + [os.path.dirname(__file__)]
    parts = filename.split(os.sep)
    return (filename.startswith("<") or "site-packages" in parts or "dist-packages" in parts
            or any(filename.startswith(one + os.sep) for one in libraries if one))


def said_by(error):
    """The exception in one line: "ValueError: no such thing"."""
    lines = traceback.format_exception_only(type(error), error)
    return lines[-1].strip()


class Problems:
    """Errors make the document wrong, so that it is not printed; a warning names what migrate does not get to know."""

    def __init__(self):
        self.errors = []
        self.warnings = []

    def error(self, place, text):
        self.errors.append("%s: %s" % (place, text))

    def warning(self, place, text):
        line = "%s: %s" % (place, text)
        if line not in self.warnings:
            self.warnings.append(line)


def place_of(table, column=None):
    """`schema.table.column`, as messages name it."""
    parts = (table.schema, table.name, None if column is None else column.name)
    return ".".join(str(part) for part in parts if part)
