"""The commands, one a module: each calls one function of the house and prints what it gives."""
