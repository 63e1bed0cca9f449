"""A sealed exam -> PDFs: geometry and words are decided here, the templates only draw them."""
