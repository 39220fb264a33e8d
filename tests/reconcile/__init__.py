"""Reconciling: the mirror of `site_builder/reconcile/`."""
