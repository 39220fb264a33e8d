"""What the law wants: stated bases, conditions, rights and laws, and what is missing of them."""
