"""`python -m site_builder`: the command line."""

from site_builder.cli import main

main()
