"""The laid-out notice, made from facts and words: what page and PDF show."""
