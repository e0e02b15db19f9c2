"""python3 -m migrate_export MODULE[:NAME]…: prints the schema of Python's models as migrate's document."""

import argparse
import contextlib
import os
import sys

from .problems import Failure, Problems, place_of_cause, said_by

DIALECT_NAMES = ("sqlite", "postgresql", "mysql")


def _arguments():
    parser = argparse.ArgumentParser(
        prog="python3 -m migrate_export",
        description="Prints the schema of SQLModel or SQLAlchemy models as the document that migrate reads.",
    )
    parser.add_argument("models", nargs="+", metavar="MODULE[:NAME]",
                        help="where the models are; NAME is a MetaData, a declarative Base or SQLModel")
    parser.add_argument("--dialect", choices=DIALECT_NAMES, default=os.environ.get("MIGRATE_DIALECT") or None,
                        help="the database; by default that of MIGRATE_DIALECT, which migrate sets, else all")
    parser.add_argument("--type", action="append", default=[], metavar="CLASS=TYPE", dest="types",
                        help="what a type class is in migrate's words: app.types.Email=varchar(254)")
    return parser.parse_args()


def _given_types(texts):
    for one in texts:
        if "=" not in one:
            raise Failure("--type %s: write CLASS=TYPE, as in app.types.Email='varchar(254)'" % one)
    return dict(one.split("=", 1) for one in texts)


@contextlib.contextmanager
def _output_as_talk():
    """Whatever the models' modules print, also from C, goes to standard error, so that the document stays one."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        with contextlib.redirect_stdout(sys.stderr):
            yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def _document(arguments, problems):
    from . import document
    from .source import metadata_of
    from .tables import Exporter

    exporter = Exporter(arguments.dialect, _given_types(arguments.types), problems)
    seen = set()
    for spec in arguments.models:
        metadata = metadata_of(spec)
        if id(metadata) not in seen:
            exporter.add(metadata)
        seen.add(id(metadata))
    return document.text(exporter.tables, exporter.enums, exporter.sequences)


def main():
    arguments = _arguments()
    problems = Problems()
    try:
        with _output_as_talk():
            try:
                import sqlalchemy  # noqa: F401
            except ImportError:
                raise Failure(
                    "SQLAlchemy is not installed for %s" % sys.executable,
                    "name the project's own interpreter in models.command, as in \".venv/bin/python\"",
                )
            try:
                text = _document(arguments, problems)
            except Exception as error:
                where = "" if isinstance(error, Failure) else place_of_cause(error)
                if not where:
                    raise
                raise Failure("the models cannot be read: %s%s" % (said_by(error), where))
    except Failure as failure:
        lines = ["error: " + failure.lines[0]] + list(failure.lines[1:])
    else:
        lines = ["error: " + one for one in problems.errors]
    for one in problems.warnings:
        print("warning: " + one, file=sys.stderr)
    if lines:
        print("\n".join(lines), file=sys.stderr)
        return 1
    sys.stdout.buffer.write(text.encode())
    return 0


if __name__ == "__main__":
    if "" not in sys.path and os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
    sys.exit(main())
