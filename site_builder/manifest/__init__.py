"""The signed list of what is published: its form, its signature, its keys, and what differs from it.

Bytes in, bytes or findings out. The one file that this room reads is a key's.
"""
