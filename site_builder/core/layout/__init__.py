"""Facts and words to the laid-out notice, which page and PDF take."""
