"""Whether what is published says what is stated, and can be trusted: each file beside the one that is made again.

`canonical` says what counts in a file, `rebuild` compares a site, `words_check` reads page and PDF back, `explain`
tells differences in words; `run` is one verdict on a folder or an address.
"""
