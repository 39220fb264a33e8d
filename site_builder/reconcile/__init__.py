"""What systems really sent, held against what the public was told: `docs/reconcile.md` says how.

A log is grouped by day and kind in an engine; each kind is judged once, by the gate; the engine joins the two and sums.
"""
