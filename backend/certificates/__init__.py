"""Numbers, codes and sealed copies of certificates."""
