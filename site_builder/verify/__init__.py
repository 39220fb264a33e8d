"""Whether what stands published says what the registry says, in every output and language, and can be trusted.

It reads finished bytes with readers of its own and shares no code with what wrote them, but for the core: the laid-out
notice and the fixed words of its language are what both must keep to.
"""
