"""`python -m showground` is the `showground` command."""

from showground.cli import main

main()
