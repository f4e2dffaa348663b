"""`python -m switchbook` is `switchbook`."""

from switchbook.cli import main

main()
