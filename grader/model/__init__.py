"""The nouns: small frozen values, checked once and never changed. Imports nothing of ours but errors."""
