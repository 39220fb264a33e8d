"""Releases that are kept: what each changed, the feed as it stood, the chain of links over them, and the past by day.

`parts` cuts a feed into its parts and puts it together again. `entry` makes the file of a release; its docstring is the
form of that file, from which the page of what changed and its feeds are made. `store` reads the files of a folder, and
gives the feed of any release. Nothing here writes: `signing` does.
"""
