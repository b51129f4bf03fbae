"""What every page of the centre is made of: templates, words, forms, charts."""
