"""``python -m asean_search`` is ``asearch``."""

from asean_search.cli import main

main()
