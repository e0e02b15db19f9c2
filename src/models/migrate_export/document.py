"""The document as TOML text: keys in the order of the dictionaries, a column or constraint a line."""

import re


def text(tables, enums=(), sequences=()):
    out = ["format = 1\n"]
    for heading, values in (("enum", enums), ("sequence", sequences), ("table", tables)):
        for value in values:
            out.append("\n[[%s]]\n" % heading + "".join(_line(key, held) for key, held in value.items()))
    return "".join(out)


def _line(key, value):
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "%s = [\n%s]\n" % (_key(key), "".join("  %s,\n" % _value(one) for one in value))
    return "%s = %s\n" % (_key(key), _value(value))


def _value(value):
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return "[%s]" % ", ".join(_value(one) for one in value)
    if isinstance(value, dict):
        pairs = ", ".join("%s = %s" % (_key(key), _value(held)) for key, held in value.items())
        return "{ %s }" % pairs if pairs else "{}"
    return _string(str(value))


def _key(key):
    """`sqlite.strict` stays two keys with a dot between them; names of dialects and options have no other dots."""
    return ".".join(part if re.fullmatch(r"[A-Za-z0-9_-]+", part) else _string(part) for part in key.split(".", 1))


def _string(value):
    """A basic string; one with line breaks becomes a multi-line string, whose quotes are all escaped."""
    several = "\n" in value
    out = []
    for c in value:
        if c in '"\\':
            out.append("\\" + c)
        elif c == "\n":
            out.append(c)
        elif c == "\t":
            out.append("\\t")
        elif ord(c) < 0x20 or ord(c) == 0x7F:
            out.append("\\u%04X" % ord(c))
        else:
            out.append(c)
    return '"""\n%s"""' % "".join(out) if several else '"%s"' % "".join(out)
