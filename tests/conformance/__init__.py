"""The conformance suite: cases that a client in any language is put through, by its command line.

`docs/conformance.md` says how to run it, `README.md` what the keys of a case mean. Nothing here knows a client's code.
"""
