"""Whether a published site is true and can be trusted: we make each file again and compare it with the published one.

`canonical` says what counts in a file. `rebuild` compares a site. `words_check` reads page and PDF back. `explain` puts
differences in words. `run` gives one verdict on a folder or an address.
"""
