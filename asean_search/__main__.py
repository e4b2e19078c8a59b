"""The program's start: what ``asearch`` and ``python -m asean_search`` run."""

import os
import sys

INTERRUPTED = 130


def main() -> None:
    """Run asearch with the arguments of this process, and leave it.

    Ctrl-C is heard from the first moment: loading the command line takes longer than a thought.
    After one the process is left at once: all is written and closed, and taking apart what fills
    the memory, which the system gets back in any case, took up to half a second.
    """
    try:
        from asean_search.cli import program
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    try:
        program()
    except SystemExit as leaving:
        if leaving.code == INTERRUPTED:
            os._exit(INTERRUPTED)
        raise


if __name__ == "__main__":
    main()
