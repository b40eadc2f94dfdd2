"""Towns and postcodes in a file of their own, built once from packages and only read after that."""
