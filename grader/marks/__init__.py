"""From scores to the final mark: components, routes, one rounding, and every step of it in words."""
