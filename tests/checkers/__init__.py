"""Checkers that are not ours: a real browser, axe, the Nu HTML checker, and two judges of accessible PDF.

Each is one small function from finished bytes or an open page to a list of faults in words; the empty list is a pass.
Their own tests show each a bad input that it must fail. Nothing here knows the project's code.
"""
