"""The program's start: what ``asearch`` and ``python -m asean_search`` run."""

import sys


def main() -> None:
    """Run asearch with the arguments of this process, and leave it.

    Ctrl-C is heard from the first moment: loading the command line takes longer than a thought.
    """
    try:
        from asean_search.cli import program
    except KeyboardInterrupt:
        sys.exit(130)
    program()


if __name__ == "__main__":
    main()
