"""The program's start: what ``asearch`` and ``python -m asean_search`` run."""

import gc
import os
import sys

INTERRUPTED = 130

OBJECTS_BEFORE_COLLECTION = 200_000
"""Python's default is 700; a query makes fewer cycles than that, and looking for them costs 3 %."""


def main() -> None:
    """Run asearch with the arguments of this process, and exit.

    Ctrl-C is handled from the first moment: loading the command line takes a noticeable time. The
    process exits without taking apart what is in memory, which the system frees in any case: by
    then all is written and closed. That saves an eighth of a query, and up to half a second of an
    indexing run.
    """
    gc.set_threshold(OBJECTS_BEFORE_COLLECTION)
    try:
        from asean_search.cli import program
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    try:
        program()
    except SystemExit as leaving:
        if isinstance(leaving.code, int):
            os._exit(leaving.code)
        raise


if __name__ == "__main__":
    main()
