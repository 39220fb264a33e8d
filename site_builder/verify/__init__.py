"""Whether a published site is true and can be trusted: each file is compared with the one that is made again.

`canonical` says what counts in a file, `rebuild` compares a site, `words_check` reads page and PDF back, `explain`
tells differences in words; `run` is one verdict on a folder or an address.
"""
