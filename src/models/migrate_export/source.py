"""Finds the MetaData that `app.models`, `app.models:Base` or `app.models:metadata` means."""

import importlib
import sys

from .problems import Failure, place_of_cause, said_by


def metadata_of(spec):
    module_name, _, attribute = spec.partition(":")
    module = _import(module_name)
    if attribute:
        return _named(module, module_name, attribute)
    found = _found(module, module_name)
    with_tables = {id(one): (name, one) for name, one in found if one.tables}
    if len(with_tables) == 1:
        return next(iter(with_tables.values()))[1]
    if with_tables:
        names = ", ".join("%s:%s" % (module_name, name) for name, _ in with_tables.values())
        raise Failure("the module '%s' has several MetaData: say which, or list them all: %s" % (module_name, names))
    if found:
        raise Failure(
            "the MetaData %s:%s has no tables" % (module_name, found[0][0]),
            "name a module that imports every model; an empty one is taken if it is named: %s:%s"
            % (module_name, found[0][0]),
        )
    names = sorted(name for name in vars(module) if not name.startswith("_"))
    raise Failure(
        "the module '%s' has no MetaData, no declarative Base and no SQLModel class" % module_name,
        "it has: %s" % (", ".join(names) or "nothing"),
    )


def _import(name):
    try:
        return importlib.import_module(name)
    except BaseException as error:  # a module may well call sys.exit()
        if isinstance(error, KeyboardInterrupt):
            raise
        if isinstance(error, ModuleNotFoundError) and error.name and (name + ".").startswith(error.name + "."):
            raise Failure(
                "there is no module '%s'" % error.name,
                "it is looked for in the working directory and in PYTHONPATH, by %s" % sys.executable,
            )
        raise Failure("importing '%s' failed: %s%s" % (name, said_by(error), place_of_cause(error)))


def _named(module, module_name, attribute):
    thing = module
    for part in attribute.split("."):
        if not hasattr(thing, part):
            names = ", ".join("%s:%s" % (module_name, name) for name, _ in _found(module, module_name))
            raise Failure(
                "the module '%s' has no '%s'" % (module_name, attribute),
                "MetaData is found in: %s" % (names or "nothing there"),
            )
        thing = getattr(thing, part)
    metadata = _as_metadata(thing)
    if metadata is None:
        kind = type(thing).__name__
        raise Failure("%s:%s is a %s: neither a MetaData nor a class with one" % (module_name, attribute, kind))
    return metadata


def _as_metadata(thing):
    from sqlalchemy import MetaData

    for one in (thing, getattr(thing, "metadata", None)):
        if isinstance(one, MetaData):
            return one
    return None


def _found(module, module_name):
    """(name, MetaData) pairs, each MetaData once by its shortest name; submodules of a package are looked into."""
    out, seen = [], set()
    package = module_name.split(".")[0]
    inner = [(name + ".", held) for name, held in vars(module).items()
             if type(held) is type(sys) and held.__name__.split(".")[0] == package]
    for prefix, place in [("", module)] + inner:
        for name in sorted(vars(place), key=lambda one: (one not in ("Base", "SQLModel", "metadata"), len(one), one)):
            if name.startswith("__"):
                continue
            metadata = _as_metadata_of_value(vars(place)[name])
            if metadata is not None and id(metadata) not in seen:
                seen.add(id(metadata))
                out.append((prefix + name, metadata))
    return out


def _as_metadata_of_value(value):
    try:
        return _as_metadata(value)
    except Exception:  # an object whose attributes cannot be asked for
        return None
