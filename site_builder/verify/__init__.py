"""Whether a published site is true and can be trusted: we make each file again and compare it with the published one.

`canonical` says what counts in a file. `rebuild` compares a site and gives one verdict. `words_check` reads page and
PDF back. `explain` puts differences in words.
"""
