"""The pages of the form: each a function from the form, a request and the rest of its address to an answer."""
