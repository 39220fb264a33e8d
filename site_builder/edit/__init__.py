"""The form in the browser: pages as plain functions from request to answer, on the registry's own files.

Changes are kept in memory as splices of the files until they are saved; nothing else is written.
"""
