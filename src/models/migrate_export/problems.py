"""What is wrong with a model set, collected so that a person sees all of it at once."""


class Failure(Exception):
    """Ends the program: `lines` go to standard error, and the exit code is 1."""

    def __init__(self, *lines):
        super().__init__(lines[0])
        self.lines = lines


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
