"""The decision service: the client's answers over HTTP, for systems that are not in Python. `docs/service.md` says how.

The gate decides, the client answers, logs and trusts; here is only what stands between them and a line: who may ask,
how much, in which form, and what somebody is told who gets no answer.
"""
