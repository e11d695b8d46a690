"""``python -m deskboard``."""

from deskboard.main import main

main()
